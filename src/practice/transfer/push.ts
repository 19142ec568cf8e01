import { Transform } from 'node:stream';
import { digestOf, shortDigest } from '../../image/digest.ts';
import { MEDIA_TYPES } from '../../image/media-types.ts';
import type { Reference } from '../../image/reference.ts';
import { RegistryError, type RegistryClient } from '../../registry/client/client.ts';
import type { JsonStream } from '../http/reply.ts';
import type { Image, StoredLayer } from '../images/image.ts';
import type { ImageStore } from '../images/image-store.ts';
import { LayerProgress } from './progress.ts';
import type { LayerSources } from './sources.ts';

export interface PushRequest {
  /** With a tag. */
  readonly reference: Reference;
  readonly image: Image;
  readonly client: RegistryClient;
  readonly store: ImageStore;
  readonly sources: LayerSources;
  readonly stream: JsonStream;
}

/** Pushes one tag, telling each step: layers that the registry lacks, the configuration, then the manifest. */
export async function pushImage(request: PushRequest): Promise<void> {
  const { reference, image, client, store, stream } = request;
  // The engine lists the newest layer first.
  const layers = [...image.layers]
    .reverse()
    .map((layer) => ({ layer, progress: new LayerProgress(stream, shortDigest(layer.diffId)) }));
  await reach(request);
  for (const { progress } of layers) progress.say('Preparing');
  for (const { layer, progress } of layers) await pushLayer(request, layer, progress);

  const config = store.blobs.read(image.id);
  await client.pushBlob(reference.path, image.id, config.length, () => store.blobs.stream(image.id));
  const manifest = manifestOf(image, config.length);
  const tag = reference.tag ?? 'latest';
  await client.putManifest(reference.path, tag, MEDIA_TYPES.dockerManifest, manifest);
  const digest = digestOf(manifest);
  store.addDigest(image.id, reference, digest);
  stream.send({ status: `${tag}: digest: ${digest} size: ${manifest.length}` });
  stream.send({ progressDetail: {}, aux: { Tag: tag, Digest: digest, Size: manifest.length } });
}

/** A registry that does not answer is told before anything else; what it refuses, it refuses layer by layer. */
async function reach({ client, reference, image }: PushRequest): Promise<void> {
  try {
    await client.hasBlob(reference.path, image.id);
  } catch (error) {
    if (error instanceof RegistryError && error.status === undefined) throw error;
  }
}

async function pushLayer(
  { reference, client, store, sources }: PushRequest,
  { digest, size }: StoredLayer,
  progress: LayerProgress,
): Promise<void> {
  const mountFrom = sources.mountable(digest, reference);
  const open = () => {
    let sent = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sent += chunk.length;
        progress.amount('Pushing', sent, size);
        done(null, chunk);
      },
    });
    const source = store.blobs.stream(digest);
    source.on('error', (error) => meter.destroy(error));
    return source.pipe(meter);
  };
  const outcome = await client.pushBlob(reference.path, digest, size, open, { mountFrom });
  if (outcome === 'existed') progress.say('Layer already exists');
  else if (outcome === 'mounted') progress.say(`Mounted from ${mountFrom}`);
  else progress.say('Pushed');
  sources.add(digest, `${reference.domain}/${reference.path}`);
}

/**
 * The manifest of an image: made of configuration and layers alone, in the order and with the indentation of dockerd,
 * so that one image has one digest, whoever pushes it and wherever to.
 */
export function manifestOf({ id, layers }: Image, configSize: number): Buffer {
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.dockerManifest,
    config: { mediaType: MEDIA_TYPES.dockerConfig, size: configSize, digest: id },
    layers: layers.map(({ digest, size }) => ({ mediaType: MEDIA_TYPES.dockerLayer, size, digest })),
  };
  return Buffer.from(JSON.stringify(manifest, null, 3));
}
