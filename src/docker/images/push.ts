import { Failure } from '../failure.ts';
import { registryAuth } from '../login/registry-auth.ts';
import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';
import { familiarName, withDefaultTag } from '../../image/reference.ts';
import { followProgress } from './follow.ts';
import { shownReference } from './pull.ts';
import { referenceArgument } from './reference-argument.ts';
import { encodeName } from './tag.ts';

/** `docker push NAME`. */
export const push: Handler = async ({ args, flags, engine, configFolder }) => {
  const given = referenceArgument(args[0]!);
  const all = flags.on('all-tags');
  const quiet = flags.on('quiet');
  if (all && (given.tag ?? given.digest) !== undefined)
    throw new Failure("tag can't be used with --all-tags/-a");
  const reference = all ? given : withDefaultTag(given);
  if (!all && reference !== given && !quiet) out(`Using default tag: ${reference.tag}\n`);
  if (reference.digest !== undefined) throw new Failure('cannot push a digest reference');
  const answer = await engine.stream('POST', `/images/${encodeName(familiarName(reference))}/push`, {
    query: { tag: reference.tag },
    auth: await registryAuth(reference.domain, configFolder),
  });
  await followProgress(answer, quiet ? undefined : process.stdout);
  if (quiet) out(`${shownReference(reference)}\n`);
  return 0;
};
