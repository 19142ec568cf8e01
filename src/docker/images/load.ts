import { createReadStream, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { Failure } from '../failure.ts';
import { fileProblem } from '../print/file-problem.ts';
import type { Handler } from '../table/command.ts';
import { followProgress } from './follow.ts';

/** `docker load`: images from an archive that `docker save` wrote. */
export const load: Handler = async ({ flags, engine }) => {
  const file = flags.text('input');
  if (file === undefined && process.stdin.isTTY) {
    throw new Failure('requested load from stdin, but stdin is empty');
  }
  const quiet = flags.on('quiet') || !process.stdout.isTTY;
  const answer = await engine.stream('POST', '/images/load', {
    query: { quiet: quiet ? 1 : 0 },
    upload: file === undefined ? process.stdin : archiveFile(file),
  });
  await followProgress(answer, process.stdout);
  return 0;
};

/** A file to send; a Failure in docker's words when it cannot be read. */
export function archiveFile(file: string): Readable {
  try {
    return createReadStream(file, { fd: openSync(file, 'r'), highWaterMark: 512 * 1024 });
  } catch (error) {
    throw new Failure(`open ${file}: ${fileProblem(error)}`);
  }
}
