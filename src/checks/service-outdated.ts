import { isInvalid, parseReference } from '../image/reference.ts';
import { found } from './finding.ts';
import type { World } from './kind.ts';
import { code, short } from './phrases.ts';
import { askRegistry } from './registry-access.ts';
import type { ServiceProblem } from './service-problems.ts';
import type { SwarmService } from './swarm-state.ts';
import { typedImage } from './swarm-state.ts';

/**
 * A service whose order was given before the last push of its tag: Docker's client notes the digest that a tag means
 * in the order. Undefined where it noted none, or where the registry cannot be asked.
 */
export async function outdatedImage(
  { Spec }: SwarmService,
  world: World,
): Promise<ServiceProblem | undefined> {
  const noted = Spec.TaskTemplate.ContainerSpec?.Image ?? '';
  const image = parseReference(noted);
  if (isInvalid(image) || image.tag === undefined || image.digest === undefined) return undefined;
  const { domain, path, tag, digest } = image;
  let now: string | undefined;
  await askRegistry({ domain }, noted, world, async (client) => {
    now = (await client.headManifest(path, tag))?.digest;
    return found(noted, '');
  });
  if (now === undefined || now === digest) return undefined;
  const name = typedImage(noted);
  return {
    actual: `runs what ${code(name)} was before the last push (${short(digest)}; in the registry it is ${short(now)} by now)`,
    help: `An order notes the digest that the tag means when it is given: push first, then ${code(`docker service update --image ${name} ${Spec.Name}`)}.`,
  };
}
