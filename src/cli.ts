import { describeFault, dispatch } from './commands/dispatch.ts';
import { EXIT, Fault } from './fault.ts';

declare const __VERSION__: string;

/** A command that has been told to end gets this long (milliseconds) to tidy up. */
const GRACE = 5_000;

const ending = new AbortController();
let interrupted: (() => boolean) | undefined;
let exitCode: number | undefined;

function end(code: number): void {
  if (exitCode !== undefined) process.exit(code);
  exitCode = code;
  ending.abort();
  setTimeout(() => process.exit(code), GRACE).unref();
}

process.on('SIGINT', () => {
  if (!interrupted?.()) end(EXIT.interrupted);
});
process.on('SIGTERM', () => end(EXIT.terminated));
process.on('SIGHUP', () => end(EXIT.terminated));
for (const stream of [process.stdout, process.stderr]) {
  // The reader has gone (`workshop list | head -1`): nobody is left to tell.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') end(EXIT.done);
    else throw error;
  });
}

try {
  const code = await dispatch(process.argv.slice(2), __VERSION__, {
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: ending.signal,
    onInterrupt(handler) {
      interrupted = handler;
      return () => {
        if (interrupted === handler) interrupted = undefined;
      };
    },
  });
  exitCode ??= code;
} catch (error) {
  if (exitCode === undefined) {
    exitCode = error instanceof Fault ? error.exit : EXIT.failed;
    const report = error instanceof Fault ? describeFault(error) : unexpected(error);
    process.stderr.write(report);
  }
}
// What a command leaves open (kept-alive sockets, watchers) must not keep the process.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));

function unexpected(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `workshop: this should not have happened, please report it\n${stack}\n`;
}
