import type { ManifestContents } from '../registry/contents.ts';
import type { Change, EngineImage, RegistryOnMap, WorldMap } from '../map/world-map.ts';

/** One image or manifest as a row: its letter says which content it is, wherever it stands. */
export interface PictureRow {
  /** `A`, `B` … the same for the same image; empty for an index. */
  readonly letter: string;
  /** Short digest of the manifest; empty on the engine. */
  readonly digest: string;
  /** Numbers of its layers, the same for the same layer. */
  readonly layers: readonly number[];
  readonly names: readonly PictureName[];
  /** Names that pointed here until just now. */
  readonly left: readonly PictureName[];
  /** `index of linux/amd64, linux/arm64`, `untagged`. */
  readonly about: string;
  readonly size?: number | undefined;
}

export interface PictureName {
  readonly text: string;
  readonly change?: 'new' | 'moved' | 'gone' | undefined;
  /** Letter of where it pointed before, or points now for one that left. */
  readonly other?: string | undefined;
}

export interface PictureGroup {
  /** Repository; empty for the engine. */
  readonly name: string;
  readonly rows: readonly PictureRow[];
}

export interface PicturePlace {
  readonly name: string;
  readonly registry?: RegistryOnMap | undefined;
  readonly groups: readonly PictureGroup[];
}

/** The map laid out: places, in them repositories, in them contents with the names that point there. */
export interface Picture {
  readonly places: readonly PicturePlace[];
  /** Layer numbers that more than one row has. */
  readonly shared: readonly {
    readonly layer: number;
    readonly size?: number | undefined;
    readonly rows: number;
  }[];
}

const shortDigest = (digest: string): string => digest.replace(/^sha256:([0-9a-f]{8})[0-9a-f]+$/, '$1');

export function pictureOf(map: WorldMap): Picture {
  const letters = numbering();
  const numbers = numbering();
  const sizes = new Map<number, number>();
  const registryRows = (registry: RegistryOnMap): PicturePlace => ({
    name: registry.name,
    registry,
    groups: registry.contents.repositories.map(({ name, tags, manifests }) => {
      const changes = map.changes.filter(
        (change) => change.place === registry.name && change.name.startsWith(`${name}:`),
      );
      const children = new Set(manifests.flatMap((one) => one.children.map(({ digest }) => digest)));
      const letterAt = (digest: string | undefined): string => {
        const found = manifests.find((one) => one.digest === digest);
        return found?.config ? letter(letters(found.config.digest)) : digest ? shortDigest(digest) : '';
      };
      const rows = manifests
        .filter(({ digest }) => !children.has(digest) || Object.values(tags).includes(digest))
        .map((manifest): PictureRow => {
          const names = Object.entries(tags)
            .filter(([, digest]) => digest === manifest.digest)
            .map(([tag]) => nameWith(tag, changes, `${name}:${tag}`, letterAt));
          const left = changes
            .filter(({ from, kind }) => from === manifest.digest && kind !== 'new')
            .map((change) => ({
              text: change.name.slice(name.length + 1),
              change: change.kind,
              other: letterAt(change.to),
            }));
          return {
            letter: manifest.config ? letter(letters(manifest.config.digest)) : '',
            digest: shortDigest(manifest.digest),
            layers: layersOf(manifest),
            names,
            left,
            about: aboutManifest(manifest, names.length === 0),
          };
        });
      return { name, rows };
    }),
  });
  const layersOf = ({ layers }: ManifestContents): number[] =>
    layers.map(({ digest, diffId, size }) => {
      const number = numbers(diffId ?? digest);
      sizes.set(number, size);
      return number;
    });
  const engineRow = (image: EngineImage): PictureRow => {
    const changes = map.changes.filter(({ place }) => place === 'engine');
    const letterOf = (id: string | undefined): string => (id === undefined ? '' : letter(letters(id)));
    return {
      letter: letter(letters(image.id)),
      digest: '',
      layers: image.layers.map(numbers),
      names: image.names.map((name) => nameWith(name, changes, name, letterOf)),
      left: changes
        .filter(({ from, kind }) => from === image.id && kind !== 'new')
        .map(({ name, kind, to }) => ({ text: name, change: kind, other: letterOf(to) })),
      about: image.names.length === 0 ? 'no name' : '',
      size: image.size,
    };
  };
  const places: PicturePlace[] = [
    { name: 'engine', groups: [{ name: '', rows: map.images.map(engineRow) }] },
    ...map.registries.map(registryRows),
  ];
  const rows = places.flatMap(({ groups }) => groups.flatMap((group) => group.rows));
  const counted = new Map<number, number>();
  for (const { layers } of rows)
    for (const layer of new Set(layers)) counted.set(layer, (counted.get(layer) ?? 0) + 1);
  const shared = [...counted]
    .filter(([, count]) => count > 1)
    .map(([layer, count]) => ({ layer, size: sizes.get(layer), rows: count }))
    .toSorted((a, b) => a.layer - b.layer);
  return { places, shared };
}

function nameWith(
  text: string,
  changes: readonly Change[],
  fullName: string,
  letterAt: (digest: string | undefined) => string,
): PictureName {
  const change = changes.find(({ name, kind }) => name === fullName && kind !== 'gone');
  return change ? { text, change: change.kind, other: letterAt(change.from) } : { text };
}

function aboutManifest({ children, mediaType, layers, config }: ManifestContents, untagged: boolean): string {
  const platforms = children
    .map(({ platform }) => platform)
    .filter((platform) => !platform.startsWith('unknown'));
  const index = children.length > 0 ? `index of ${platforms.join(', ')}` : '';
  const artifact = config && layers.length === 0 && !/image|docker/.test(mediaType) ? 'artifact' : '';
  return [index || artifact, untagged ? 'untagged' : ''].filter(Boolean).join(', ');
}

/** The same number for the same key, from 0, in the order of first sight. */
function numbering(): (key: string) => number {
  const known = new Map<string, number>();
  return (key) => {
    if (!known.has(key)) known.set(key, known.size);
    return known.get(key)!;
  };
}

/** A … Z, AA, AB … */
const letter = (index: number): string =>
  (index >= 26 ? letter(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
