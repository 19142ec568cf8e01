import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../failure.ts';
import { fileProblem } from '../print/file-problem.ts';
import type { Handler } from '../table/command.ts';

/** `docker save IMAGE…`: an archive that `docker load` reads, here or elsewhere. */
export const save: Handler = async ({ args, flags, engine }) => {
  const file = flags.text('output');
  if (file === undefined && process.stdout.isTTY) {
    throw new Failure('cowardly refusing to save to a terminal. Use the -o flag or redirect');
  }
  if (file !== undefined) checkFolder(file);
  const answer = await engine.stream('GET', '/images/get', { query: { names: args } });
  if (file === undefined) {
    await pipeline(answer, process.stdout, { end: false });
    return 0;
  }
  // Whoever looks sees the whole archive or none.
  const draft = `${file}.tmp-${process.pid}`;
  try {
    await pipeline(answer, createWriteStream(draft, { mode: 0o600 }));
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Failure(`failed to save image: open ${file}: ${fileProblem(error)}`);
  }
  return 0;
};

function checkFolder(file: string): void {
  const folder = path.dirname(file);
  if (folder !== '.' && !statSync(folder, { throwIfNoEntry: false })) {
    throw new Failure(`failed to save image: invalid output path: stat ${folder}: no such file or directory`);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Failure('failed to save image: cannot write to a directory');
  }
}
