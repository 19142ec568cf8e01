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

let exitCode: number;
try {
  exitCode = await dispatch(process.argv.slice(2), process.env);
} catch (error) {
  if (error instanceof Failure) {
    if (error.message) err(error.message);
    exitCode = error.exit;
  } else if (error instanceof Fault) {
    err(`docker: ${error.message}${error.todo ? `\n${error.todo}` : ''}`);
    exitCode = 1;
  } else {
    err(`docker: ${process.env.DEBUG ? (error as Error).stack : (error as Error).message}`);
    exitCode = 1;
  }
}
await flushed();
process.exit(exitCode);
