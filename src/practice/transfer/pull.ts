import { parseImageConfig } from '../../image/config.ts';
import type { ImageConfig } from '../../image/config.ts';
import { digestOf, shortDigest } from '../../image/digest.ts';
import { isInvalid } from '../../image/invalid.ts';
import type { Descriptor, ImageManifest } from '../../image/manifest.ts';
import { parseManifest } from '../../image/manifest.ts';
import { formatPlatform, forPlatform } from '../../image/platform.ts';
import type { Platform } from '../../image/platform.ts';
import { familiarReference, formatReference } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import type { RegistryClient } from '../../registry/client/client.ts';
import type { ArchiveLimits } from '../archive/limits.ts';
import { notFound, serverError } from '../http/failure.ts';
import { chainIds } from '../images/chain-id.ts';
import type { Image, StoredLayer } from '../images/image.ts';
import type { ImageStore } from '../images/image-store.ts';
import { sentenceOf } from '../store/disk-full.ts';
import { LayerProgress } from './progress.ts';
import type { ProgressStream } from './progress.ts';
import { manifestUnknown } from './refusal.ts';
import type { LayerSources } from './sources.ts';
import { measureLayer } from './unpack.ts';
import type { Unpacked } from './unpack.ts';

/** A configuration is JSON; the largest that is read, in bytes. Docker reads 4 MiB of a manifest, and so here. */
const CONFIG_BYTES_MAX = 4 * 1024 * 1024;

export interface PullRequest {
  readonly reference: Reference;
  readonly platform: Platform;
  readonly client: RegistryClient;
  readonly store: ImageStore;
  readonly sources: LayerSources;
  readonly stream: ProgressStream;
  readonly limits?: ArchiveLimits;
}

/** Pulls one tag or digest, telling each step; true when the name now means another image than before. */
export async function pullImage(request: PullRequest): Promise<boolean> {
  const { reference, client, store, stream } = request;
  const wanted = reference.digest ?? reference.tag ?? 'latest';
  const found = await client.manifest(reference.path, wanted);
  if (!found) throw manifestUnknown(reference);
  stream.send({
    status: `Pulling from ${reference.path}`,
    id: reference.digest ? formatReference(reference) : wanted,
  });
  const manifest = await imageManifest(request, found.bytes, found.mediaType);
  const wasThere = store.byId(manifest.config.digest) !== undefined;
  const image = await fetchImage(request, manifest);
  const before = store.named(reference);
  store.nameNew(image, wasThere, () => {
    if (!reference.digest && before !== image.id) store.tag(image.id, reference);
    store.addDigest(image.id, reference, found.digest);
  });
  stream.send({ status: `Digest: ${found.digest}` });
  return before !== image.id;
}

/** The manifest of one image: the one that was found or, of an index, the one for the wanted platform. */
async function imageManifest(
  { client, reference, platform }: PullRequest,
  bytes: Uint8Array,
  mediaType: string,
): Promise<ImageManifest> {
  const parsed = parseManifest(bytes, mediaType);
  if (isInvalid(parsed))
    throw serverError(`unexpected manifest for ${familiarReference(reference)}: ${parsed.problem}`);
  if (parsed.kind === 'image') return parsed.manifest;
  const chosen = forPlatform(parsed.manifest.manifests, platform);
  if (!chosen) {
    throw notFound(`no matching manifest for ${formatPlatform(platform)} in the manifest list entries`);
  }
  const child = await client.manifest(reference.path, chosen.digest);
  if (!child) throw manifestUnknown({ ...reference, digest: chosen.digest });
  const inner = parseManifest(child.bytes, child.mediaType);
  if (isInvalid(inner) || inner.kind !== 'image') {
    throw serverError(`unexpected manifest for ${familiarReference(reference)}: an index within an index`);
  }
  return inner.manifest;
}

async function fetchImage(request: PullRequest, manifest: ImageManifest): Promise<Image> {
  const { store, reference, sources } = request;
  const known = store.byId(manifest.config.digest);
  if (known) return known;
  const bytes = await fetchConfig(request, manifest.config);
  const config = parseImageConfig(bytes);
  if (isInvalid(config)) throw serverError(config.problem);
  if (config.rootfs.diff_ids.length !== manifest.layers.length) {
    throw serverError('invalid manifest: number of layers and of diff IDs differ');
  }
  const unpin = store.pin(manifest.layers.map(({ digest }) => digest));
  const fetched: StoredLayer[] = [];
  try {
    const layers = await fetchLayers(request, manifest.layers, config, fetched);
    const image = store.add(bytes, layers);
    for (const { digest } of layers) sources.add(digest, `${reference.domain}/${reference.path}`);
    return image;
  } finally {
    unpin();
    // Of an image that did not come whole nothing stays.
    store.dropUnneeded(fetched);
  }
}

async function fetchConfig({ client, reference }: PullRequest, config: Descriptor): Promise<Buffer> {
  const blob = await client.blob(reference.path, config.digest);
  if (!blob) throw serverError(`blob unknown to registry: ${config.digest}`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of blob as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > CONFIG_BYTES_MAX) throw serverError('image configuration is too large');
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (digestOf(bytes) !== config.digest) {
    throw serverError(`image config verification failed for digest ${config.digest}`);
  }
  return bytes;
}

/** Tells first what is to come, as the engine does, and then fetches one layer after the other, noting it in `fetched`. */
async function fetchLayers(
  request: PullRequest,
  descriptors: readonly Descriptor[],
  config: ImageConfig,
  fetched: StoredLayer[],
): Promise<StoredLayer[]> {
  const { store, stream } = request;
  const diffIds = config.rootfs.diff_ids;
  const stacks = new Map<string, StoredLayer>();
  for (const { layers } of store.all()) {
    chainIds(layers.map(({ diffId }) => diffId)).forEach((id, index) => stacks.set(id, layers[index]!));
  }
  const plan = chainIds(diffIds).map((stack, index) => {
    const descriptor = descriptors[index]!;
    const progress = new LayerProgress(stream, shortDigest(descriptor.digest));
    const known = stacks.get(stack);
    progress.say(known ? 'Already exists' : 'Pulling fs layer');
    return { descriptor, progress, known, diffId: diffIds[index]! };
  });
  const layers: StoredLayer[] = [];
  for (const { descriptor, progress, known, diffId } of plan) {
    const layer = known ?? (await fetchLayer(request, descriptor, diffId, progress));
    if (!known) fetched.push(layer);
    layers.push(layer);
  }
  return layers;
}

async function fetchLayer(
  { client, reference, store, limits }: PullRequest,
  { digest, size }: Descriptor,
  diffId: string,
  progress: LayerProgress,
): Promise<StoredLayer> {
  if (!digest.startsWith('sha256:')) throw serverError(`practice keeps sha256 digests only, not ${digest}`);
  if (!store.blobs.has(digest)) {
    const blob = await client.blob(reference.path, digest);
    if (!blob) throw serverError(`blob unknown to registry: ${digest}`);
    await store.blobs.write(digest, size, blob, (seen) => progress.amount('Downloading', seen, size));
  }
  progress.say('Verifying Checksum');
  progress.say('Download complete');
  const unpacked = await measured(digest, store, limits);
  if (unpacked.diffId !== diffId) {
    store.blobs.remove(digest);
    throw serverError("layers from manifest don't match image configuration");
  }
  progress.amount('Extracting', size, size);
  progress.say('Pull complete');
  return { digest, size, ...unpacked };
}

/** A layer that cannot be read through is not kept. */
async function measured(digest: string, store: ImageStore, limits?: ArchiveLimits): Promise<Unpacked> {
  try {
    return await measureLayer(() => store.blobs.stream(digest), limits);
  } catch (error) {
    store.blobs.remove(digest);
    throw serverError(`failed to register layer: ${sentenceOf(error)}`);
  }
}
