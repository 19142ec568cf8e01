import type { ContainerInfo } from 'dockerode';
import type { Engine } from '../engine/engine.ts';
import type { EngineImage } from './world-map.ts';

export interface FoundContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: string;
  readonly ports: readonly { readonly host: number; readonly inside: number }[];
}

/** Layers of images by id; an id never means other layers. */
const layersById = new Map<string, readonly string[]>();

export async function readEngine(
  { api }: Engine,
  belongs: (image: { id: string; names: readonly string[] }) => boolean = () => true,
): Promise<{ images: EngineImage[]; containers: FoundContainer[]; volumes: string[] }> {
  const [listed, running, { Volumes }] = await Promise.all([
    api.listImages(),
    api.listContainers({ all: true }),
    api.listVolumes(),
  ]);
  const wanted = listed
    .map(({ Id: id, RepoTags, Size: size }) => ({
      id,
      size,
      names: (RepoTags ?? []).filter((name) => name !== '<none>:<none>').toSorted(),
    }))
    .filter(belongs);
  const images = await Promise.all(
    wanted.map(async (image) => ({ ...image, layers: await layersOf(image.id) })),
  );
  return {
    images: images.toSorted((a, b) => (a.names[0] ?? '~').localeCompare(b.names[0] ?? '~')),
    volumes: (Volumes ?? []).map(({ Name }) => Name),
    containers: running.map(container).toSorted((a, b) => a.name.localeCompare(b.name)),
  };

  async function layersOf(id: string): Promise<readonly string[]> {
    const known = layersById.get(id);
    if (known) return known;
    // An image may go while one looks at it.
    const found = await api
      .getImage(id)
      .inspect()
      .then(({ RootFS }) => RootFS.Layers ?? [])
      .catch(() => undefined);
    if (found) layersById.set(id, found);
    return found ?? [];
  }
}

function container({ Id, Names, Image, State, Ports }: ContainerInfo): FoundContainer {
  const ports = (Ports ?? [])
    .filter(({ PublicPort }) => PublicPort)
    .map(({ PublicPort, PrivatePort }) => ({ host: PublicPort, inside: PrivatePort }));
  return {
    id: Id,
    name: (Names?.[0] ?? Id.slice(0, 12)).replace(/^\//, ''),
    image: Image,
    state: State,
    // One for IPv4 and one for IPv6 is one port.
    ports: ports.filter(({ host }, at) => ports.findIndex((port) => port.host === host) === at),
  };
}
