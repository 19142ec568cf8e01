import type { EngineApi } from '../engine-api.ts';
import { Failure } from '../failure.ts';
import { registryAuth } from '../login/registry-auth.ts';
import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';
import { familiarName, formatReference, withDefaultTag, type Reference } from '../../image/reference.ts';
import { followProgress } from './follow.ts';
import { referenceArgument } from './reference-argument.ts';

/** `docker pull NAME`. */
export const pull: Handler = async ({ args, flags, engine, configFolder }) => {
  const given = referenceArgument(args[0]!);
  const all = flags.on('all-tags');
  if (all && (given.tag ?? given.digest) !== undefined)
    throw new Failure("tag can't be used with --all-tags/-a");
  const reference = all ? given : withDefaultTag(given);
  const quiet = flags.on('quiet');
  if (!all && reference !== given && !quiet) out(`Using default tag: ${reference.tag}\n`);
  await pullImage(engine, reference, {
    configFolder,
    platform: flags.text('platform'),
    progress: quiet ? undefined : process.stdout,
  });
  out(`${shownReference(reference)}\n`);
  return 0;
};

/** What docker prints at the end: the whole name for Docker Hub, the typed one otherwise. */
export const shownReference = (reference: Reference): string => formatReference(reference);

/** Has the engine pull, and shows how it goes on `progress`. */
export async function pullImage(
  engine: EngineApi,
  reference: Reference,
  how: {
    readonly configFolder: string;
    readonly platform: string | undefined;
    readonly progress: NodeJS.WriteStream | undefined;
  },
): Promise<void> {
  const answer = await engine.stream('POST', '/images/create', {
    query: {
      fromImage: familiarName(reference),
      tag: reference.digest ?? reference.tag,
      platform: how.platform?.toLowerCase() || undefined,
    },
    auth: await registryAuth(reference.domain, how.configFolder),
  });
  await followProgress(answer, how.progress);
}
