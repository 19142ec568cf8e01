import type { Engine } from '../engine/engine.ts';

/** Things on an engine by kind, each as a readable name that changes when the thing does. Sorted. */
export type EngineState = Readonly<Record<string, readonly string[]>>;

/** A real engine makes this network with its first swarm, and keeps it when it leaves: no lab can tidy that up. */
const SWARM_BRIDGE = 'docker_gwbridge';

/** Reads what is on the engine: containers, images with their names, volumes, networks, and services in a swarm. */
export async function engineState({ api }: Engine): Promise<EngineState> {
  const [containers, images, volumes, networks, services] = await Promise.all([
    api.listContainers({ all: true }),
    api.listImages({ all: true }),
    unserved(api.listVolumes().then(({ Volumes }) => Volumes ?? [])),
    unserved(api.listNetworks()),
    unserved(api.listServices()),
  ]);
  return {
    container: sorted(
      containers.map(
        ({ Names, Id, State }) => `${(Names[0] ?? Id).replace(/^\//, '')} (${State}, ${Id.slice(0, 12)})`,
      ),
    ),
    image: sorted(
      images.flatMap(({ RepoTags, Id }) => {
        const id = Id.replace(/^sha256:/, '').slice(0, 12);
        const names = (RepoTags ?? []).filter((name) => name !== '<none>:<none>');
        return names.length > 0 ? names.map((name) => `${name} (${id})`) : [`<none> (${id})`];
      }),
    ),
    volume: sorted(volumes.map(({ Name }) => Name)),
    network: sorted(
      networks
        .filter(({ Name }) => Name !== SWARM_BRIDGE)
        .map(({ Name, Id }) => `${Name} (${Id.slice(0, 12)})`),
    ),
    service: sorted(services.map(({ ID, Spec }) => Spec?.Name ?? ID)),
  };
}

/** What `after` has and `before` had not, and what is missing: "container web (running, 0123) is left". */
export function differences(before: EngineState, after: EngineState): string[] {
  const kinds = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return kinds.flatMap((kind) => [
    ...onlyIn(after[kind], before[kind]).map((name) => `${kind} ${name} is left`),
    ...onlyIn(before[kind], after[kind]).map((name) => `${kind} ${name} was there before and is gone`),
  ]);
}

function onlyIn(these: readonly string[] = [], those: readonly string[] = []): string[] {
  return these.filter((name) => !those.includes(name));
}

/** Outside of a swarm there are no services, and practice does not serve every list: then there are none. */
const unserved = <T>(list: Promise<T[]>): Promise<T[]> => list.catch(() => []);

const sorted = (names: readonly string[]): string[] => [...names].sort();
