import { existsSync, writeFileSync } from 'node:fs';
import { EngineFailure, Failure } from '../failure.ts';
import { pullImage } from '../images/pull.ts';
import { invalidReference } from '../images/reference-argument.ts';
import { err, out } from '../print/streams.ts';
import type { Handler, Invocation } from '../table/command.ts';
import {
  familiarReference,
  isInvalid,
  parseReference,
  withDefaultTag,
  type Reference,
} from '../../image/reference.ts';
import { containerSpec, streamsOf } from './spec.ts';

/** `docker create IMAGE`. */
export const create: Handler = async (invocation) => {
  const spec = specOrUsage(invocation, () => {
    const streams = streamsOf(invocation.flags, false);
    return containerSpec(invocation.flags, invocation.args, streams);
  });
  out(`${await createContainer(invocation, spec)}\n`);
  return 0;
};

/** Makes what `build` makes, and turns its Failure into one that points at the help, with exit code 125. */
export function specOrUsage<T>({ typed }: Invocation, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof Failure) throw usageFailure(error, typed);
    throw error;
  }
}

/** A failure as `docker run` shows it: introduced by `docker:` and followed by where help is. */
export function usageFailure(error: Failure, typed: string, exit = 125): Failure {
  const name = typed.split(' ').at(-1); // docker shows the short form, whichever was typed
  return new Failure(`docker: ${error.message}\n\nRun 'docker ${name} --help' for more information`, exit);
}

/** Creates the container, after pulling its image where --pull says so, and resolves to its id. */
export async function createContainer(
  invocation: Invocation,
  spec: Record<string, unknown>,
): Promise<string> {
  const { flags, args, engine } = invocation;
  const reference = imageReference(args[0]!);
  const policy = flags.text('pull') ?? 'missing';
  if (!['always', 'missing', 'never', ''].includes(policy)) {
    throw new Failure(`invalid pull option: '${policy}': must be one of "always", "missing" or "never"`);
  }
  const idFile = flags.text('cidfile');
  if (idFile !== undefined && existsSync(idFile)) {
    throw new Failure(
      `container ID file found, make sure the other container isn't running or delete ${idFile}`,
    );
  }
  if (policy === 'always' && reference) await pullFor(invocation, reference);
  const ask = {
    query: { name: flags.text('name'), platform: flags.text('platform') },
    body: spec,
  };
  const answer = await engine.post<Created>('/containers/create', ask).catch(async (error: unknown) => {
    const missing = error instanceof EngineFailure && error.status === 404;
    if (!missing || !reference || policy !== 'missing') throw error;
    if (!flags.on('quiet')) err(`Unable to find image '${familiarReference(reference)}' locally`);
    await pullFor(invocation, reference);
    return engine.post<Created>('/containers/create', ask);
  });
  for (const warning of answer.Warnings ?? []) err(`WARNING: ${warning}`);
  if (idFile !== undefined) writeFileSync(idFile, answer.Id);
  return answer.Id;
}

interface Created {
  readonly Id: string;
  readonly Warnings: readonly string[] | null;
}

/** The image by its name; undefined when it was given by its id, which cannot be pulled. */
function imageReference(image: string): Reference | undefined {
  if (/^(sha256:)?[\da-f]{64}$/.test(image)) return undefined;
  const reference = parseReference(image);
  if (isInvalid(reference)) throw new Failure(invalidReference(image));
  return withDefaultTag(reference);
}

async function pullFor({ engine, flags, configFolder }: Invocation, reference: Reference): Promise<void> {
  await pullImage(engine, reference, {
    configFolder,
    platform: flags.text('platform'),
    progress: flags.on('quiet') ? undefined : process.stderr,
  });
}
