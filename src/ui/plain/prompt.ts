import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseInput } from '../../runner/input.ts';
import type { Terminal } from '../../runner/walk.ts';
import { wantsMore } from '../ink/typed-lines.ts';

export interface PromptOptions {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  /** Shows a prompt and edits lines; false for a pipe. */
  readonly interactive: boolean;
  /** Text of the prompt; asked for again at each line. */
  readonly prompt: () => string;
  /** Ctrl-C while the prompt reads the keys; true when it was dealt with. */
  readonly onInterrupt: () => boolean;
  readonly signal: AbortSignal;
}

/** Lines of standard input: from a pipe as they come, from a terminal with a prompt, history and line editing. */
export interface Prompt extends Terminal {
  readonly lines: AsyncIterable<string>;
  /** A child owns the terminal now: Ctrl-C is its own. */
  readonly away: boolean;
  close(): void;
}

/** Lines typed earlier that the arrow keys bring back. */
const HISTORY = 500;

export function openPrompt({
  stdin,
  stdout,
  interactive,
  prompt,
  onInterrupt,
  signal,
}: PromptOptions): Prompt {
  const waiting: string[] = [];
  let history: string[] = [];
  let pending: string | undefined;
  let over = false;
  let away = false;
  let wake: (() => void) | undefined;
  let reader: Interface | undefined;

  const notify = (): void => {
    wake?.();
    wake = undefined;
  };
  const finish = (): void => {
    over = true;
    notify();
  };
  function open(): Interface {
    const opened = createInterface({
      input: stdin,
      ...(interactive && {
        output: stdout,
        history: [...history],
        historySize: HISTORY,
        removeHistoryDuplicates: true,
      }),
      terminal: interactive,
      crlfDelay: Infinity,
    });
    opened.on('line', (line) => {
      const text = pending === undefined ? line : `${pending}\n${line}`;
      // A trailing backslash, an open quote or a here-document goes on in the next line, as in the shell.
      const goesOn = parseInput(text).type === 'command' && wantsMore(text);
      pending = goesOn ? text : undefined;
      if (goesOn) show('> ');
      else waiting.push(text);
      notify();
    });
    opened.on('history', (lines: string[]) => (history = lines));
    opened.on('close', () => {
      if (opened === reader) finish();
    });
    opened.on('SIGINT', () => {
      if (onInterrupt()) return;
      if (opened.line === '' && pending === undefined) return finish();
      pending = undefined;
      stdout.write('^C\n');
      opened.write(null, { ctrl: true, name: 'u' });
      show(prompt());
    });
    return opened;
  }
  function show(text: string): void {
    if (!interactive || !reader) return;
    reader.setPrompt(text);
    reader.prompt();
  }

  reader = open();
  signal.addEventListener('abort', finish, { once: true });
  return {
    lines: {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const next = waiting.shift();
          if (next !== undefined) {
            yield next;
            continue;
          }
          if (over) {
            if (pending !== undefined && !signal.aborted) yield pending;
            return;
          }
          show(pending === undefined ? prompt() : '> ');
          await new Promise<void>((resolve) => (wake = resolve));
        }
      },
    },
    get away() {
      return away;
    },
    async handOver(work) {
      const old = reader;
      reader = undefined;
      away = true;
      old?.close();
      // A stream that is still read would take the child's keys.
      stdin.pause();
      try {
        return await work();
      } finally {
        away = false;
        reader = open();
      }
    },
    close() {
      const old = reader;
      reader = undefined;
      old?.close();
      finish();
    },
  };
}
