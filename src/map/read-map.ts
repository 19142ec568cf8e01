import type { Engine } from '../engine/engine.ts';
import { changesBetween } from './changes.ts';
import { readEngine } from './read-engine.ts';
import { readPracticeRegistries, readRegistries } from './read-registries.ts';
import type { WorldMap } from './world-map.ts';

export interface MapOptions {
  /** Whether an image belongs on the map: on a real engine there are others that are nobody's business here. */
  readonly belongs?:
    ((image: { readonly id: string; readonly names: readonly string[] }) => boolean) | undefined;
  /** The session's DOCKER_CONFIG folder, for registries that want a login. */
  readonly dockerConfig?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Also what a practice stand-in offers to everybody. */
  readonly everything?: boolean | undefined;
  /** The map before: `changes` is what differs. */
  readonly before?: WorldMap | undefined;
}

/**
 * Looks at the engine and at the registries that run on it. In practice nothing is asked of the registries
 * themselves, so that no line of it comes to stand in their logs. Rejects when the engine does not answer.
 */
export async function readMap(engine: Engine, options: MapOptions = {}): Promise<WorldMap> {
  const { images, containers, volumes } = await readEngine(engine, options.belongs);
  const registries =
    engine.kind === 'practice'
      ? await readPracticeRegistries(engine, containers, options.everything)
      : await readRegistries(engine, containers, options);
  const now = {
    engine: engine.kind,
    images,
    containers: containers.map(({ name, image, state, ports }) => ({
      name,
      image,
      state,
      ports: ports.map(({ host, inside }) => `${host}→${inside}`),
    })),
    volumes,
    registries,
  };
  if (!options.before) return { ...now, changes: [], first: true };
  return { ...now, changes: changesBetween(options.before, now) };
}
