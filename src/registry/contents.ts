import { readdir } from 'node:fs/promises';
import { parseImageConfig } from '../image/config.ts';
import { parseDigest } from '../image/digest.ts';
import { isInvalid } from '../image/invalid.ts';
import { parseManifest } from '../image/manifest.ts';
import { unlessAbsent } from './storage/absent.ts';
import type { Store } from './storage/store.ts';

/** A layer as a registry has it. */
export interface LayerContents {
  readonly digest: string;
  /** Bytes, as stored: compressed. */
  readonly size: number;
  /** Digest of the uncompressed bytes, by which an engine knows the layer; undefined where the config is not at hand. */
  readonly diffId?: string | undefined;
}

/** A manifest of a repository: an image, or an index of several. */
export interface ManifestContents {
  readonly digest: string;
  readonly mediaType: string;
  /** Bytes of the manifest itself. */
  readonly size: number;
  /** Digest of the config: an engine's image id. */
  readonly config?: { readonly digest: string; readonly size: number } | undefined;
  readonly layers: readonly LayerContents[];
  /** Of an index: the digests of its manifests, with the platform of each. */
  readonly children: readonly { readonly digest: string; readonly platform: string }[];
}

export interface RepositoryContents {
  readonly name: string;
  /** Tag → digest of the manifest it points to. */
  readonly tags: Readonly<Record<string, string>>;
  readonly manifests: readonly ManifestContents[];
}

/** What a registry holds, for a picture of it. */
export interface RegistryContents {
  readonly repositories: readonly RepositoryContents[];
  /** What lies on its disk, linked or not; undefined where nobody can look. */
  readonly stored?: { readonly blobs: number; readonly bytes: number } | undefined;
}

/** A picture has room for so many; what is beyond is left out. */
export const MOST_REPOSITORIES = 40;
export const MOST_TAGS = 60;

/** Reads what is stored, without any request: nothing of it appears in the registry's log. */
export async function contentsOf(store: Store): Promise<RegistryContents> {
  const names = (await store.repositories()).slice(0, MOST_REPOSITORIES);
  return {
    repositories: await Promise.all(names.map((name) => repositoryOf(store, name))),
    stored: await storedIn(store),
  };
}

async function repositoryOf(store: Store, name: string): Promise<RepositoryContents> {
  const tags: Record<string, string> = {};
  for (const tag of ((await store.tags.list(name)) ?? []).slice(0, MOST_TAGS)) {
    const digest = await store.tags.get(name, tag);
    if (digest) tags[tag] = digest.text;
  }
  const manifests: ManifestContents[] = [];
  for (const digest of await store.manifests.list(name)) {
    const found = await store.manifests.get(name, digest);
    const parts = found && manifestContents(found.digest.text, found.mediaType, found.bytes);
    if (parts) manifests.push(await withDiffIds(store, parts));
  }
  return { name, tags, manifests };
}

/** What the bytes of a manifest say; undefined when they are none. */
export function manifestContents(
  digest: string,
  mediaType: string,
  bytes: Uint8Array,
): ManifestContents | undefined {
  const parsed = parseManifest(bytes, mediaType);
  if (isInvalid(parsed)) return undefined;
  const common = { digest, mediaType, size: bytes.length };
  if (parsed.kind === 'index') {
    const children = parsed.manifest.manifests.map(({ digest, platform }) => ({
      digest,
      platform: [platform?.os, platform?.architecture, platform?.variant].filter(Boolean).join('/'),
    }));
    return { ...common, layers: [], children };
  }
  const { config, layers } = parsed.manifest;
  return {
    ...common,
    config: { digest: config.digest, size: config.size },
    layers: layers.map(({ digest, size }) => ({ digest, size })),
    children: [],
  };
}

/** The layers with the names that an engine has for them, from the config that lists them in the same order. */
export function named(manifest: ManifestContents, config: Uint8Array): ManifestContents {
  const parsed = parseImageConfig(config);
  if (isInvalid(parsed)) return manifest;
  const ids = parsed.rootfs.diff_ids;
  return { ...manifest, layers: manifest.layers.map((layer, at) => ({ ...layer, diffId: ids[at] })) };
}

async function withDiffIds(store: Store, manifest: ManifestContents): Promise<ManifestContents> {
  const digest = manifest.config && parseDigest(manifest.config.digest);
  const bytes = digest && (await store.blobs.read(digest));
  return bytes ? named(manifest, bytes) : manifest;
}

/** Blobs on disk, whether anything leads to them or not: after a delete they stay until garbage is collected. */
async function storedIn({ layout, blobs }: Store): Promise<{ blobs: number; bytes: number }> {
  let count = 0;
  let bytes = 0;
  for (const algorithm of (await unlessAbsent(readdir(layout.blobs))) ?? []) {
    for (const prefix of (await unlessAbsent(readdir(`${layout.blobs}/${algorithm}`))) ?? []) {
      for (const hex of (await unlessAbsent(readdir(`${layout.blobs}/${algorithm}/${prefix}`))) ?? []) {
        const digest = parseDigest(`${algorithm}:${hex}`);
        const size = digest && blobs.size(digest);
        if (size === undefined) continue;
        count += 1;
        bytes += size;
      }
    }
  }
  return { blobs: count, bytes };
}
