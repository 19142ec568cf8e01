#!/usr/bin/env -S node --
// The two dashes keep Node from taking --env-file for itself, wherever it stands.
import { dispatch } from './dispatch.ts';
import { Failure } from './failure.ts';
import { err, flushed } from './print/streams.ts';
import { Fault } from '../fault.ts';

// A reader that went away, as in `docker images | head -1`, is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

void main();

async function main(): Promise<void> {
  const exitCode = await dispatch(process.argv.slice(2), process.env).catch(exitCodeOf);
  await flushed();
  process.exit(exitCode);
}

/** Says what went wrong. */
function exitCodeOf(error: unknown): number {
  if (error instanceof Failure) {
    if (error.message) err(error.message);
    return error.exit;
  }
  if (error instanceof Fault) err(`docker: ${error.message}${error.todo ? `\n${error.todo}` : ''}`);
  else err(`docker: ${process.env.DEBUG ? (error as Error).stack : (error as Error).message}`);
  return 1;
}
