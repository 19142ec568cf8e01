import { Failure } from '../failure.ts';
import type { Handler } from '../table/command.ts';
import { followProgress } from './follow.ts';
import { archiveFile } from './load.ts';
import { referenceArgument } from './reference-argument.ts';

/** `docker import FILE NAME`: an image with the files of an archive and nothing else. */
export const importImage: Handler = async ({ args, flags, engine }) => {
  const [source, name] = args as [string, string?];
  if (/^https?:\/\//.test(source)) {
    throw new Failure(
      `this docker imports files of this machine and no others: get ${source} first, with curl`,
    );
  }
  if (name !== undefined) referenceArgument(name);
  const answer = await engine.stream('POST', '/images/create', {
    query: {
      fromSrc: '-',
      repo: name,
      message: flags.text('message') ?? (source === '-' ? 'Imported from -' : undefined),
      changes: flags.list('change'),
      platform: flags.text('platform')?.toLowerCase(),
    },
    upload: source === '-' ? process.stdin : archiveFile(source),
  });
  await followProgress(answer, process.stdout);
  return 0;
};
