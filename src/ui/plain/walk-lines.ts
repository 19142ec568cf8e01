import type { Readable, Writable } from 'node:stream';
import type { Summary, WalkEvent } from '../../runner/events.ts';
import type { Terminal, Walk } from '../../runner/walk.ts';
import { createJsonReporter } from '../json/reporter.ts';
import { plainPage } from './page.ts';
import { createPatience } from './patience.ts';
import { createPrinter } from './printer.ts';
import { openPrompt } from './prompt.ts';
import { createPlainReporter } from './reporter.ts';

export interface LineStreams {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Aborted: the running command is ended, and the walk closed. */
  readonly signal: AbortSignal;
  /** Takes SIGINT over while `handler` returns true; returns what gives it back. */
  readonly onInterrupt: (handler: () => boolean) => () => void;
}

export interface LineWalk extends LineStreams {
  /** Makes the walk, given the terminal if there is one. */
  readonly createWalk: (terminal: Terminal | undefined) => Walk;
  /** Events as JSON lines instead of text. */
  readonly json: boolean;
}

/**
 * Walks a lab line by line: each line of standard input is a command or one of ours; what happens is written to
 * standard output. Resolves at the end of input, after `/quit`, or when aborted.
 */
export async function walkLines({ createWalk, json, ...streams }: LineWalk): Promise<Summary> {
  const { stdin, stdout, signal } = streams;
  let place = '';
  let typed: string | undefined;
  const interactive = stdin.isTTY === true && !json;
  const interrupt = (): boolean => prompt.away || walk.interrupt();
  const prompt = openPrompt({
    stdin,
    stdout,
    interactive,
    prompt: () => place,
    onInterrupt: interrupt,
    signal,
  });
  const report = json
    ? createJsonReporter((text) => stdout.write(text))
    : plainReporter(streams, (line) => !interactive || line !== typed);

  const patience = json
    ? () => {}
    : createPatience({
        interactive,
        tell: (text) =>
          createPrinter({ ...plainPage(streams), write: (part) => stdout.write(part) }).say(text),
      });

  const walk = createWalk(interactive && stdout.isTTY ? prompt : undefined);
  walk.on((event: WalkEvent) => {
    if (event.type === 'step-entered') place = `step ${event.index + 1} of ${event.total} $ `;
    if (event.type === 'lab-completed') place = 'complete $ ';
    report(event);
    patience(event);
  });
  const release = streams.onInterrupt(interrupt);
  const stop = (): void => void walk.interrupt();
  signal.addEventListener('abort', stop);
  try {
    await walk.start();
    for await (const line of prompt.lines) {
      if (signal.aborted) break;
      typed = line;
      await walk.submit(line);
      if (walk.ended) break;
    }
  } finally {
    release();
    signal.removeEventListener('abort', stop);
    prompt.close();
    await walk.close();
  }
  return walk.summary();
}

/** The plain reporter for an output stream: its width, its colors. */
export function plainReporter(
  { env, stdout }: Pick<LineStreams, 'env' | 'stdout'>,
  echoes?: (line: string) => boolean,
): (event: WalkEvent) => void {
  return createPlainReporter({ ...plainPage({ env, stdout }), write: (text) => stdout.write(text), echoes });
}
