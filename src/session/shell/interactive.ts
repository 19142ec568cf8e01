import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { END } from './state.ts';

/** One line that was typed at the prompt, unredacted. */
export interface TypedLine {
  readonly line: string;
  readonly exitCode: number;
  readonly cwd: string;
  readonly began: Date;
  readonly ms: number;
  /** What the shell told of its state after it. */
  readonly told: Buffer;
}

export interface InteractiveShell {
  readonly bash: string;
  readonly rc: string;
  /** Bash text: the session's own variables, set again after the learner's start file. */
  readonly changes: string;
  readonly restore: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** State after the learner's start file, before anything was restored: it is none of the session's. */
  readonly onReady: (told: Buffer) => void;
  readonly onLine: (typed: TypedLine) => void;
}

/** Starts an interactive bash on our terminal; resolves to its exit code. */
export async function runInteractive(shell: InteractiveShell): Promise<number> {
  const child = execa(shell.bash, ['--rcfile', shell.rc, '-i'], {
    cwd: shell.cwd,
    env: shell.env,
    extendEnv: false,
    cleanup: false,
    buffer: false,
    reject: false,
    stdio: ['inherit', 'inherit', 'inherit', 'pipe', 'pipe'],
  });
  child.catch(() => {});
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    child.once('error', () => resolve(127));
  });
  const [, , , input, output] = child.stdio as unknown as (Writable & Readable)[];
  input?.on('error', () => {});
  output?.on('error', () => {});
  input?.end(`${shell.changes}\0${shell.restore}\0`);

  const last = Buffer.from(`\0${END}\0`);
  let pending: Buffer = Buffer.alloc(0);
  output?.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let end = pending.indexOf(last); end >= 0; end = pending.indexOf(last)) {
      const message = pending.subarray(0, end + last.length);
      pending = pending.subarray(end + last.length);
      const typed = parseTyped(message);
      if (typed) shell.onLine(typed);
      else shell.onReady(message);
    }
  });
  // What was told before the end is read to the end; a child that lives on may hold the pipe open.
  const read = new Promise<void>((resolve) => output?.once('close', resolve));
  const code = await exited;
  await Promise.race([read, new Promise((resolve) => setTimeout(resolve, 200))]);
  output?.destroy();
  return code;
}

/** `line`, exit code, line, working directory, begin in microseconds; then the state. */
function parseTyped(message: Buffer): TypedLine | undefined {
  const text = message.toString('utf8');
  const [kind, exitCode = '', line = '', cwd = '', micros = ''] = text.split('\0', 5);
  if (kind !== 'line') return undefined;
  const now = Date.now();
  const start = Number(micros) > 0 ? Math.round(Number(micros) / 1000) : now;
  const state = text.slice([kind, exitCode, line, cwd, micros].join('\0').length + 1);
  return {
    line,
    exitCode: Number(exitCode),
    cwd,
    began: new Date(start),
    ms: Math.max(0, now - start),
    told: Buffer.from(state),
  };
}
