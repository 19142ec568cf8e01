import {
  familiarReference,
  isInvalid,
  parseReference,
  sameReference,
  withDefaultTag,
} from '../image/reference.ts';
import { commandsTyped } from './commands-typed.ts';
import type { Reference } from '../image/reference.ts';
import { connectRegistry } from '../registry/client/client.ts';
import type { RegistryClient } from '../registry/client/client.ts';
import { containerName, imageCalled, namesOf } from './engine-state.ts';
import type { Evaluation, World } from './kind.ts';
import { differenceBetween, nearReference } from './near-reference.ts';
import { code, listed } from './phrases.ts';
import { swappedTag } from './swapped-tag.ts';

/**
 * A registry answers and has no such repository. Where is it? In a repository of a similar name, in a registry at
 * another port, on the engine but not pushed, or not even there.
 */
export async function notInRegistry(
  wanted: Reference,
  client: RegistryClient,
  world: World,
): Promise<Partial<Evaluation>> {
  const images = await world.engine.api.listImages();
  const name = code(familiarReference(wanted));
  const local = imageCalled(images, wanted);
  // A registry may keep its catalog to itself; Docker Hub does.
  const catalog = await client.catalog().catch(() => undefined);
  const repositories = catalog ?? [];
  const near = nearReference(
    wanted,
    repositories.map((path) => `${wanted.domain}/${path}:${wanted.tag}`),
  );
  // A name of this very path on the engine is nearer than a repository that another step made.
  const samePath = nearReference(
    wanted,
    namesOf(images).filter((image) => hasPath(image, wanted.path)),
  );
  if (near && !samePath)
    return {
      nearest: `it has ${code(near.reference.path)}: ${near.difference}`,
      help: local
        ? `${name} is on the engine: push that name.`
        : (swappedTag(wanted, world) ??
          'The name of an image says where a push goes. Tag it with the right name, and push that.'),
    };
  const elsewhere = await otherRegistryWith(wanted, world);
  if (elsewhere) return { nearest: elsewhere, help: 'The port in the name decides which registry gets it.' };
  if (local) return { ...onlyHere(wanted, world), lacks: { what: 'image', reference: wanted } };
  const nearImage = samePath ?? nearReference(wanted, namesOf(images));
  return {
    nearest: nearImage
      ? `on the engine there is ${code(nearImage.name)}: ${nearImage.difference}`
      : repositories.length
        ? `it has ${listed(repositories)}`
        : catalog && 'it holds nothing yet',
    help: notHereEither(wanted, world),
    lacks: { what: 'image', reference: wanted },
  };
}

/** Not for names of one part: those are on the engine before anybody gave a name. */
function hasPath(image: string, path: string): boolean {
  const reference = parseReference(image);
  return path.includes('/') && !isInvalid(reference) && reference.path === path;
}

/** What to do for a name that neither the registry nor the engine has. */
export function notHereEither(wanted: Reference, world: World): string {
  const swapped = swappedTag(wanted, world);
  if (swapped !== undefined) return swapped;
  return `On the engine there is no ${code(familiarReference(wanted))} either: first ${code('docker tag')} or ${code('docker build -t')}, then ${code('docker push')}.`;
}

function onlyHere(wanted: Reference, { typed }: World): Partial<Evaluation> {
  const name = code(familiarReference(wanted));
  const nearest = `${name} is on the engine, but only there`;
  const pushes = typed.flatMap((one) =>
    commandsTyped(one)
      .filter(({ program, command }) => program === 'docker' && command === 'image push')
      .map(({ operands, flags }) => ({
        reference: parseReference(operands[0] ?? ''),
        allTags: flags.some(({ name: flag }) => flag === 'all-tags'),
        exitCode: one.exitCode,
      })),
  );
  const last = pushes.at(-1);
  if (!last || isInvalid(last.reference))
    return {
      nearest,
      help: '`docker push` with the whole name sends it to the registry that the name begins with.',
    };
  const pushed = last.allTags ? { ...last.reference, tag: wanted.tag } : withDefaultTag(last.reference);
  if (pushed.tag !== undefined && `${pushed.path.replace(/^library\//, '')}:${pushed.tag}` === wanted.domain)
    return {
      nearest,
      help: `You pushed ${code(wanted.domain)}, which is an address only: the repository is missing behind it.`,
    };
  if (!sameReference(pushed, wanted))
    return {
      nearest,
      help: `You pushed ${code(familiarReference(pushed))}: ${differenceBetween(wanted, pushed)}.`,
    };
  return {
    nearest,
    help: last.exitCode === 0 ? undefined : 'Your last push did not succeed: what it printed says why.',
  };
}

/** A registry of this engine at another port that has the repository. */
async function otherRegistryWith(wanted: Reference, { engine, signal }: World): Promise<string | undefined> {
  for (const one of await engine.api.listContainers())
    for (const port of new Set((one.Ports ?? []).map(({ PublicPort }) => PublicPort))) {
      const domain = `localhost:${port}`;
      if (!port || domain === wanted.domain) continue;
      const client = connectRegistry({ url: `http://${domain}`, signal });
      if (await client.tags(wanted.path).catch(() => undefined))
        return `${code(`${domain}/${wanted.path}`)} is there: the container ${code(containerName(one))} serves it at port ${port}`;
    }
  return undefined;
}
