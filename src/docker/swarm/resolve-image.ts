import type { EngineApi } from '../engine-api.ts';
import { Failure } from '../failure.ts';
import { registryAuth } from '../login/registry-auth.ts';
import { encodeName } from '../images/tag.ts';
import { isInvalid } from '../../image/invalid.ts';
import { familiarReference, parseReference, withDefaultTag } from '../../image/reference.ts';
import type { ServiceSpec } from './objects.ts';

interface Distribution {
  readonly Descriptor: { readonly digest: string };
  readonly Platforms?: readonly { readonly architecture?: string; readonly os?: string }[] | null;
}

/**
 * Writes the digest that a tag means now into a specification, so that every node runs the same image, and returns
 * docker's warning when no registry tells it.
 */
export async function resolveImage(
  spec: ServiceSpec,
  engine: EngineApi,
  { configFolder, ask }: { configFolder: string; ask: boolean },
): Promise<string | undefined> {
  const { TaskTemplate: task } = spec;
  const parsed = parseReference(task.ContainerSpec.Image);
  // The engine says so.
  if (isInvalid(parsed)) return undefined;
  const reference = withDefaultTag(parsed);
  const name = familiarReference(reference);
  task.ContainerSpec.Image = name;
  if (reference.digest || !ask) return undefined;
  try {
    const found = await engine.get<Distribution>(`/distribution/${encodeName(name)}/json`, undefined, {
      auth: await registryAuth(reference.domain, configFolder),
    });
    task.ContainerSpec.Image = `${name}@${found.Descriptor.digest}`;
    const platforms = (found.Platforms ?? []).map((platform) => ({
      Architecture: platform.architecture ?? '',
      OS: platform.os ?? '',
    }));
    if (platforms.length) task.Placement = { ...task.Placement, Platforms: platforms };
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `image ${name} could not be accessed on a registry to record\nits digest. Each node will access ${name} independently,\npossibly leading to different nodes running different\nversions of the image.\n`;
  }
}
