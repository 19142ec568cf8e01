import type { Engine } from '../../engine/engine.ts';
import { SESSION_LABEL } from './session-label.ts';

/** What is on an engine at one moment; each by what tells one object from a later one of the same name. */
export interface Snapshot {
  /** Id → name. */
  readonly containers: Readonly<Record<string, string>>;
  /** Name (`alpine:latest`, or the id itself when it has none) → id. */
  readonly images: Readonly<Record<string, string>>;
  /** Name → creation time. */
  readonly volumes: Readonly<Record<string, string>>;
  /** Id → name. */
  readonly networks: Readonly<Record<string, string>>;
  /** Id → name; empty without a swarm. */
  readonly services: Readonly<Record<string, string>>;
  /** The swarm that the engine is a manager of: its id → `swarm`. */
  readonly swarms?: Readonly<Record<string, string>> | undefined;
  /** Which session made it: id (of a volume its name) → the value of the session's label. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Lists are cheap for an engine; asked all at once. Rejects when the engine does not answer. */
export async function takeSnapshot({ api }: Engine): Promise<Snapshot> {
  const [containers, images, volumes, networks, services, swarms] = await Promise.all([
    unserved(api.listContainers({ all: true })),
    // With the images in between that a build makes: nobody else would remove them.
    unserved(api.listImages({ all: true })),
    unserved(api.listVolumes().then(({ Volumes }) => Volumes ?? [])),
    unserved(api.listNetworks()),
    unserved(api.listServices()),
    unserved(api.swarmInspect().then(({ ID }: { ID?: string }) => (ID ? [ID] : []))),
  ]);
  const labels = [
    ...[...containers, ...networks].map(({ Id, Labels }) => [Id, Labels?.[SESSION_LABEL]]),
    ...volumes.map(({ Name, Labels }) => [Name, Labels?.[SESSION_LABEL]]),
    ...services.map(({ ID, Spec }) => [ID, Spec?.Labels?.[SESSION_LABEL]]),
  ].filter((pair): pair is [string, string] => pair[1] !== undefined);
  return {
    containers: record(containers.map(({ Id, Names }) => [Id, (Names?.[0] ?? Id).replace(/^\//, '')])),
    images: record(images.flatMap(({ Id, RepoTags }) => imageNames(Id, RepoTags).map((name) => [name, Id]))),
    volumes: record(volumes.map((volume) => [volume.Name, createdAt(volume)])),
    networks: record(networks.map(({ Id, Name }) => [Id, Name])),
    services: record(services.map((service) => [service.ID, service.Spec?.Name ?? service.ID])),
    swarms: record(swarms.map((id) => [id, 'swarm'])),
    labels: record(labels),
  };
}

export const emptySnapshot: Snapshot = {
  containers: {},
  images: {},
  volumes: {},
  networks: {},
  services: {},
  swarms: {},
  labels: {},
};

function imageNames(id: string, tags: readonly string[] | null | undefined): string[] {
  const names = (tags ?? []).filter((tag) => tag !== '<none>:<none>');
  return names.length > 0 ? names : [id];
}

const createdAt = (volume: object): string => String((volume as { CreatedAt?: unknown }).CreatedAt ?? '');

/** Services need a swarm, and practice does not serve every list: what cannot be listed has nothing. */
function unserved<T>(answer: Promise<T[]>): Promise<T[]> {
  return answer.catch((error: { statusCode?: number }) => {
    if (error.statusCode !== undefined && [404, 406, 500, 501, 503].includes(error.statusCode)) return [];
    throw error;
  });
}

const record = (entries: readonly (readonly [string, string] | string[])[]): Record<string, string> =>
  Object.fromEntries(entries.map(([key, value]) => [key!, value!]));
