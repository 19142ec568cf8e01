import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { EXIT } from '../../fault.ts';
import { SHELL_PROGRAM } from './script.ts';
import { END } from './state.ts';

export interface Output {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface LineRun {
  readonly bash: string;
  /** File that holds SHELL_SCRIPT. */
  readonly script: string;
  /** Bash text that brings variables and functions back. */
  readonly restore: string;
  readonly line: string;
  readonly cwd: string;
  /** The whole environment; nothing else is passed on. */
  readonly env: Readonly<Record<string, string>>;
  /** The child owns the terminal: nothing is captured, and Ctrl-C reaches it from the keyboard. */
  readonly terminal: boolean;
  readonly onOutput?: ((output: Output) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface LineEnd {
  readonly exitCode: number;
  readonly ms: number;
  /** What the shell told of its state; empty or torn when it was killed. */
  readonly told: Buffer;
}

/** How long a command may take to heed SIGINT, and then SIGTERM. */
const HEED_MS = 2000;
/** Output that is on its way when the shell ends is waited for; what a background child writes later is not. */
const SETTLE_MS = 150;

const LAST = Buffer.from(`\0${END}\0`);

/** Runs one line in a fresh bash. Never throws for what the line does; a signal ends the whole process group. */
export async function runLine(run: LineRun): Promise<LineEnd> {
  const started = performance.now();
  const own = run.terminal ? 'inherit' : undefined;
  const child = execa(run.bash, ['--noprofile', '--norc', '-c', SHELL_PROGRAM, 'bash', run.script], {
    cwd: run.cwd,
    env: run.env,
    extendEnv: false,
    // A group of its own, so that an interrupt reaches all that the line started, and only that.
    detached: !run.terminal,
    cleanup: false,
    buffer: false,
    reject: false,
    stripFinalNewline: false,
    stdio: [own ?? 'ignore', own ?? 'pipe', own ?? 'pipe', 'pipe', 'pipe'],
  });
  child.catch(() => {});
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    child.once('error', () => resolve(127));
  });

  const told: Buffer[] = [];
  const [, , , input, output] = child.stdio as unknown as (Writable & Readable)[];
  input?.on('error', () => {});
  output?.on('error', () => {});
  output?.on('data', (chunk: Buffer) => told.push(chunk));
  input?.end(`${run.restore}\0${run.line.replaceAll('\0', '')}\0`);
  const outputs = run.terminal
    ? []
    : [listen(child.stdout, 'stdout', run.onOutput), listen(child.stderr, 'stderr', run.onOutput)];

  const stopping = stopOnDemand(child.pid, run);
  const code = await exited;
  stopping.over();
  await Promise.race([
    Promise.all([...outputs.map(({ ended }) => ended), toldAll(output, told)]),
    settled(() => outputs.reduce((sum, { bytes }) => sum + bytes(), told.length)),
  ]);
  for (const { letGo } of outputs) letGo();
  output?.destroy();
  const reason = stopping.reason();
  return {
    exitCode: reason === 'timeout' ? EXIT.timedOut : reason === 'abort' ? EXIT.interrupted : code,
    ms: Math.round(performance.now() - started),
    told: Buffer.concat(told),
  };
}

function listen(
  stream: Readable | null | undefined,
  name: Output['stream'],
  onOutput: LineRun['onOutput'],
): { ended: Promise<void>; bytes: () => number; letGo: () => void } {
  let bytes = 0;
  let listening = true;
  const decoder = new TextDecoder();
  const tell = (text: string): void => {
    if (listening && text) onOutput?.({ stream: name, text });
  };
  stream?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    tell(decoder.decode(chunk, { stream: true }));
  });
  stream?.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    stream?.once('close', resolve);
    stream?.once('end', resolve);
    if (!stream) resolve();
  });
  return {
    ended,
    bytes: () => bytes,
    letGo() {
      tell(decoder.decode());
      listening = false;
      // Read on, for a background child that still writes must not die of a closed pipe; but wait for nothing.
      (stream as (Readable & { unref?: () => void }) | null | undefined)?.unref?.();
    },
  };
}

/** Resolves when the shell has told its whole state. A background child may hold the pipe open: its end is no sign. */
function toldAll(stream: Readable | undefined, told: Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (Buffer.concat(told.slice(-2)).subarray(-LAST.length).equals(LAST)) resolve();
    };
    stream?.on('data', look);
    stream?.once('close', resolve);
    look();
  });
}

/** Resolves when nothing has come in for a while. */
async function settled(count: () => number): Promise<void> {
  for (let seen = -1; seen !== count();) {
    seen = count();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
}

/** Interrupts the group as Ctrl-C does, then asks it to end, then ends it. */
function stopOnDemand(
  pid: number | undefined,
  { signal, timeoutMs, terminal }: LineRun,
): { over: () => void; reason: () => 'abort' | 'timeout' | undefined } {
  let reason: 'abort' | 'timeout' | undefined;
  const timers: NodeJS.Timeout[] = [];
  const later = (ms: number, work: () => void) => timers.push(setTimeout(work, ms));
  const send = (name: NodeJS.Signals): void => {
    if (pid === undefined) return;
    try {
      process.kill(terminal ? pid : -pid, name);
    } catch {
      // It ended in between.
    }
  };
  const stop = (why: 'abort' | 'timeout'): void => {
    if (reason) return;
    reason = why;
    send('SIGINT');
    later(HEED_MS, () => send('SIGTERM'));
    later(2 * HEED_MS, () => send('SIGKILL'));
  };
  const abort = (): void => stop('abort');
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  if (timeoutMs !== undefined) later(timeoutMs, () => stop('timeout'));
  return {
    over() {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
    reason: () => reason,
  };
}
