import type { Readable } from 'node:stream';
import { parseImageConfig } from '../../image/config.ts';
import { digestOf, shortDigest } from '../../image/digest.ts';
import { isInvalid } from '../../image/invalid.ts';
import type { Platform } from '../../image/platform.ts';
import { familiarReference } from '../../image/reference.ts';
import { compressionOf } from '../archive/decompress.ts';
import type { FileNode } from '../archive/file-tree.ts';
import { FileTree } from '../archive/file-tree.ts';
import type { ArchiveLimits } from '../archive/limits.ts';
import { Spool } from '../archive/spool.ts';
import { storeLayer } from '../build/layers.ts';
import type { EventLog } from '../events.ts';
import { badRequest } from '../http/failure.ts';
import { LayerProgress } from '../transfer/progress.ts';
import type { ProgressStream } from '../transfer/progress.ts';
import { measureLayer } from '../transfer/unpack.ts';
import type { ArchivedImage } from './archived.ts';
import { archivedImages } from './archived.ts';
import type { Image, StoredLayer } from './image.ts';
import type { ImageStore } from './image-store.ts';

export interface LoadRequest {
  readonly archive: Readable;
  readonly platform: Platform;
  readonly store: ImageStore;
  readonly events: EventLog;
  /** A folder for files in between. */
  readonly drafts: string;
  readonly limits: ArchiveLimits;
  readonly stream: ProgressStream;
  /** Whether layers are told. */
  readonly quiet: boolean;
}

/** Takes the images of an archive into the engine, telling each. Throws what is wrong with it; images before that stay. */
export async function loadImages(request: LoadRequest): Promise<void> {
  const { archive, platform, drafts, limits, stream } = request;
  const spool = await Spool.read(archive, drafts, limits);
  try {
    const tree = new FileTree();
    tree.apply(spool, { whiteouts: false });
    for (const archived of await archivedImages(tree, platform)) {
      const wasThere = request.store.byId(digestOf(archived.config)) !== undefined;
      const image = await loadImage(archived, request);
      for (const name of archived.names) {
        const before = request.store.named(name);
        const text = familiarReference(name);
        if (before !== undefined && before !== image.id) {
          stream.send({
            stream: `The image ${text} already exists, renaming the old one with ID ${before} to empty string\n`,
          });
        }
        request.store.nameNew(image, wasThere, () => {
          if (before !== image.id) request.store.tag(image.id, name);
        });
        stream.send({ stream: `Loaded image: ${text}\n` });
      }
      if (archived.names.length === 0) stream.send({ stream: `Loaded image ID: ${image.id}\n` });
      request.events.emit('image', 'load', image.id, { name: image.id });
    }
  } finally {
    await spool.remove();
  }
}

async function loadImage({ config, layers }: ArchivedImage, request: LoadRequest): Promise<Image> {
  const { store } = request;
  const known = store.byId(digestOf(config));
  if (known) return known;
  const parsed = parseImageConfig(config);
  if (isInvalid(parsed)) throw badRequest(parsed.problem);
  const diffIds = parsed.rootfs.diff_ids;
  if (layers.length !== diffIds.length) {
    throw badRequest(
      `invalid manifest, layers length mismatch: expected ${layers.length}, got ${diffIds.length}`,
    );
  }
  const unpins: (() => void)[] = [];
  const made: StoredLayer[] = [];
  try {
    const stored: StoredLayer[] = [];
    for (const [index, { node, digest }] of layers.entries()) {
      const here = store.layerOf(diffIds[index]!);
      const layer = here ?? (await storeNode(node, digest, diffIds[index]!, request));
      if (!here) made.push(layer);
      unpins.push(store.pin([layer.digest]));
      if (layer.diffId !== diffIds[index]) {
        throw badRequest(
          `invalid diffID for layer ${index}: expected ${JSON.stringify(diffIds[index])}, got ${JSON.stringify(layer.diffId)}`,
        );
      }
      stored.push(layer);
    }
    return store.add(config, stored);
  } finally {
    for (const unpin of unpins) unpin();
    store.dropUnneeded(made);
  }
}

/** Compressed bytes stay as they are, since their digest is known elsewhere; plain ones are compressed. */
async function storeNode(
  node: FileNode,
  digest: string | undefined,
  diffId: string,
  { store, limits, stream, quiet }: LoadRequest,
): Promise<StoredLayer> {
  const progress = quiet ? undefined : new LayerProgress(stream, shortDigest(diffId));
  progress?.amount('Loading layer', 0, node.size);
  const layer = await storeBytes(node, store, limits);
  if (digest !== undefined && digest !== layer.digest && digest !== layer.diffId) {
    store.dropUnneeded([layer]);
    throw badRequest(`the archive has other bytes than ${digest} says`);
  }
  progress?.amount('Loading layer', node.size, node.size);
  return layer;
}

async function storeBytes(node: FileNode, store: ImageStore, limits: ArchiveLimits): Promise<StoredLayer> {
  const head = await firstBytes(node);
  if (compressionOf(head) === undefined) return storeLayer(node.open(), store, limits);
  const blob = await store.blobs.create([node.open()]);
  try {
    return { ...blob, ...(await measureLayer(() => store.blobs.stream(blob.digest), limits)) };
  } catch (error) {
    store.dropUnneeded([{ ...blob, diffId: '', unpacked: 0, tarSize: 0 }]);
    throw error;
  }
}

async function firstBytes(node: FileNode): Promise<Buffer> {
  for await (const chunk of node.open() as AsyncIterable<Buffer>) return chunk;
  return Buffer.alloc(0);
}
