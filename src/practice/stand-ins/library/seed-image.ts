import { digestOf } from '../../../image/digest.ts';
import type { ExecutionConfig, ImageConfig } from '../../../image/config.ts';
import { createLayer } from '../../../image/layer.ts';
import type { Layer, LayerEntry } from '../../../image/layer.ts';
import type { Descriptor } from '../../../image/manifest.ts';
import { MEDIA_TYPES } from '../../../image/media-types.ts';
import { formatPlatform } from '../../../image/platform.ts';
import type { Platform } from '../../../image/platform.ts';

/** One layer of a seed: what it holds on a platform, and how `docker history` tells it. */
export interface SeedLayer {
  readonly entries: (platform: Platform) => readonly LayerEntry[];
  readonly createdBy: string;
}

/** One image of the practice Hub before it has bytes. */
export interface Seed {
  /** `latest`, `3.20`. */
  readonly tags: readonly string[];
  /** RFC 3339; fixed, so that the digests are. */
  readonly created: string;
  readonly layers: readonly SeedLayer[];
  readonly config: ExecutionConfig;
  readonly platforms: readonly Platform[];
}

export interface SeedRepository {
  /** `alpine`; below `library/`. */
  readonly name: string;
  /** One sentence for people. */
  readonly description: string;
  readonly seeds: readonly Seed[];
}

export interface BuiltBlob {
  readonly digest: string;
  readonly bytes: Uint8Array;
}

export interface BuiltManifest extends BuiltBlob {
  readonly mediaType: string;
}

/** The bytes of a seed on all its platforms: blobs, then the manifests that need them, then the index. */
export interface BuiltSeed {
  readonly blobs: readonly BuiltBlob[];
  readonly manifests: readonly BuiltManifest[];
  readonly index: BuiltManifest;
}

export const PLATFORMS: readonly Platform[] = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64', variant: 'v8' },
  { os: 'linux', architecture: 'arm', variant: 'v7' },
  { os: 'linux', architecture: 'arm', variant: 'v6' },
  { os: 'wasi', architecture: 'wasm' },
];

/** Marks everything that is practice, so that nobody takes it for the original. */
export const PRACTICE_LABELS = { 'org.registry-workshop.practice': 'true' } as const;

export async function buildSeed(seed: Seed, description: string): Promise<BuiltSeed> {
  const blobs: BuiltBlob[] = [];
  const manifests: BuiltManifest[] = [];
  const children: Descriptor[] = [];
  for (const platform of seed.platforms) {
    const layers: Layer[] = [];
    for (const layer of seed.layers) layers.push(await createLayer(layer.entries(platform)));
    const config = bytesOf(configOf(seed, description, platform, layers));
    const manifest = bytesOf({
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociManifest,
      config: { mediaType: MEDIA_TYPES.ociConfig, digest: digestOf(config), size: config.length },
      layers: layers.map(({ descriptor }) => descriptor),
    });
    for (const { bytes, descriptor } of layers) blobs.push({ digest: descriptor.digest, bytes });
    blobs.push({ digest: digestOf(config), bytes: config });
    manifests.push({ mediaType: MEDIA_TYPES.ociManifest, digest: digestOf(manifest), bytes: manifest });
    children.push({
      mediaType: MEDIA_TYPES.ociManifest,
      digest: digestOf(manifest),
      size: manifest.length,
      platform,
    });
  }
  const index = bytesOf({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests: children });
  return {
    blobs,
    manifests,
    index: { mediaType: MEDIA_TYPES.ociIndex, digest: digestOf(index), bytes: index },
  };
}

function configOf(
  seed: Seed,
  description: string,
  platform: Platform,
  layers: readonly Layer[],
): ImageConfig {
  const { created, config } = seed;
  const command = config.Cmd ?? config.Entrypoint ?? [];
  return {
    created,
    architecture: platform.architecture,
    os: platform.os,
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      ...config,
      Labels: {
        ...PRACTICE_LABELS,
        'org.opencontainers.image.description': description,
        ...config.Labels,
      },
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: [
      ...seed.layers.map(({ createdBy }) => ({ created, created_by: createdBy, comment: 'practice' })),
      { created, created_by: `CMD ${JSON.stringify(command)}`, comment: 'practice', empty_layer: true },
    ],
  };
}

/** A file that names the platform, so that each platform has layers of its own, as real images have. */
export function platformFile(path: string, platform: Platform): LayerEntry {
  return { path, bytes: `${formatPlatform(platform)}\n` };
}

const bytesOf = (document: object): Buffer => Buffer.from(JSON.stringify(document));
