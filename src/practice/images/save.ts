import { Readable } from 'node:stream';
import { digestOf } from '../../image/digest.ts';
import { MEDIA_TYPES } from '../../image/media-types.ts';
import { familiarReference, formatReference } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import { writeTar } from '../../image/write-tar.ts';
import type { TarContent } from '../../image/write-tar.ts';
import { decompressed } from '../archive/decompress.ts';
import type { ArchiveLimits } from '../archive/limits.ts';
import { notFound, serverError } from '../http/failure.ts';
import { dockerReference } from './docker-reference.ts';
import type { Image, StoredLayer } from './image.ts';
import type { ImageStore } from './image-store.ts';

/** An image to save, and the names that it is saved under. */
interface Chosen {
  readonly image: Image;
  readonly names: readonly Reference[];
}

/**
 * An archive of images as `docker save` writes it since version 25: an OCI layout with a `manifest.json` beside it, which
 * older versions, and other programs, read. Layers stand in it uncompressed, each of them once.
 */
export function saveImages(texts: readonly string[], store: ImageStore, limits: ArchiveLimits): Readable {
  // Everything is found before the first byte goes out.
  const chosen = choose(texts, store);
  return writeTar(archive(chosen, store, limits));
}

function choose(texts: readonly string[], store: ImageStore): Chosen[] {
  const chosen = new Map<string, Chosen>();
  for (const { image, names } of texts.flatMap((text) => found(text, store))) {
    const known = chosen.get(image.id)?.names ?? [];
    const texts = known.map(formatReference);
    const fresh = names.filter((name) => !texts.includes(formatReference(name)));
    chosen.set(image.id, { image, names: [...known, ...fresh] });
  }
  return [...chosen.values()];
}

/** What a name means: an id has no name, a repository without a tag has all its tags. */
function found(text: string, store: ImageStore): Chosen[] {
  const isId = /^(?:sha256:)?[0-9a-f]{64}$/.test(text);
  const reference = isId ? undefined : dockerReference(text);
  const tags = reference ? store.tagsIn(reference) : {};
  if (reference && reference.tag === undefined && !reference.digest) {
    const all = Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1));
    const { domain, path } = reference;
    if (all.length > 0) {
      return all.map(([tag, id]) => ({ image: store.byId(id)!, names: [{ domain, path, tag }] }));
    }
  }
  const image = store.find(text);
  if (image) return [{ image, names: reference?.tag === undefined ? [] : [reference] }];
  const isNamed = reference?.tag !== undefined || reference?.digest !== undefined;
  throw notFound(isNamed ? 'reference does not exist' : `No such image: ${text}`);
}

function* archive(
  chosen: readonly Chosen[],
  store: ImageStore,
  limits: ArchiveLimits,
): Generator<TarContent> {
  yield folder('blobs');
  yield folder('blobs/sha256');
  const written = new Set<string>();
  const manifests: object[] = [];
  const list: object[] = [];
  for (const { image, names } of chosen) {
    const config = store.blobs.read(image.id);
    const manifest = manifestBytes(image, config.length);
    const digest = digestOf(manifest);
    for (const layer of image.layers) {
      if (!written.has(layer.diffId)) yield layerBlob(layer, store, limits);
      written.add(layer.diffId);
    }
    for (const [name, bytes] of [
      [image.id, config],
      [digest, manifest],
    ] as const) {
      if (!written.has(name)) yield file(blobPath(name), bytes);
      written.add(name);
    }
    list.push({
      Config: blobPath(image.id),
      RepoTags: names.length === 0 ? null : names.map(familiarReference),
      Layers: image.layers.map(({ diffId }) => blobPath(diffId)),
    });
    const descriptor = { mediaType: MEDIA_TYPES.ociManifest, digest, size: manifest.length };
    if (names.length === 0) manifests.push(descriptor);
    for (const name of names) {
      const annotations = {
        'io.containerd.image.name': formatReference(name),
        'org.opencontainers.image.ref.name': name.tag ?? 'latest',
      };
      manifests.push({ ...descriptor, annotations });
    }
  }
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests };
  yield file('index.json', Buffer.from(JSON.stringify(index)));
  yield file('manifest.json', Buffer.from(JSON.stringify(list)));
  yield file('oci-layout', Buffer.from('{"imageLayoutVersion": "1.0.0"}'));
}

function manifestBytes({ id, layers }: Image, configSize: number): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociManifest,
      config: { mediaType: MEDIA_TYPES.ociConfig, digest: id, size: configSize },
      layers: layers.map(({ diffId, tarSize }) => ({
        mediaType: MEDIA_TYPES.ociLayer,
        digest: diffId,
        size: tarSize,
      })),
    }),
  );
}

function layerBlob(
  { digest, diffId, tarSize }: StoredLayer,
  store: ImageStore,
  limits: ArchiveLimits,
): TarContent {
  if (!store.blobs.has(digest)) throw serverError(`layer ${digest} is not on this engine any more`);
  return {
    header: { ...attributes, name: blobPath(diffId), type: 'file', size: tarSize },
    open: () => Readable.from(plain(digest, store, limits)),
  };
}

async function* plain(digest: string, store: ImageStore, limits: ArchiveLimits): AsyncGenerator<Buffer> {
  yield* (await decompressed(store.blobs.stream(digest), limits)) as AsyncIterable<Buffer>;
}

const blobPath = (digest: string): string => `blobs/sha256/${digest.slice('sha256:'.length)}`;

/** One time for all, so that one image is always one archive. */
const attributes = { mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) };

const folder = (name: string): TarContent => ({
  header: { ...attributes, mode: 0o755, name: `${name}/`, type: 'directory', size: 0 },
});

const file = (name: string, bytes: Buffer): TarContent => ({
  header: { ...attributes, name, type: 'file', size: bytes.length },
  open: () => Readable.from([bytes]),
});
