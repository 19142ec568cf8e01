import { parseDigest } from '../../../image/digest.ts';
import { contentsOf } from '../../../registry/contents.ts';
import type { ManifestContents, RepositoryContents } from '../../../registry/contents.ts';
import type { Store } from '../../../registry/storage/store.ts';
import type { Part } from './page.ts';

export interface Shown {
  readonly name: string;
  /** "public", "private". */
  readonly visibility: string;
}

/** A table of repositories, each a link to its own page. `pathOf` gives the link. */
export async function repositoryTable(
  store: Store,
  wanted: readonly Shown[],
  pathOf: (name: string) => string,
): Promise<Part> {
  const { repositories } = await contentsOf(store);
  return {
    table: ['Repository', 'Visibility', 'Tags'],
    rows: wanted.map(({ name, visibility }) => {
      const tags = Object.keys(repositories.find((one) => one.name === name)?.tags ?? {});
      return [{ text: name, href: pathOf(name) }, visibility, tags.sort().join(', ') || 'none yet'];
    }),
    none: 'There is no repository yet. A push makes one.',
  };
}

/** What a page of one repository shows: its tags with digest, size and platforms. */
export async function tagTable(store: Store, name: string): Promise<Part> {
  const { repositories } = await contentsOf(store);
  const found = repositories.find((one) => one.name === name);
  return {
    table: ['Tag', 'Digest', 'Size', 'Platforms'],
    rows: found
      ? await Promise.all(
          Object.keys(found.tags)
            .sort()
            .map((tag) => row(found, tag, store)),
        )
      : [],
    none: 'This repository has no tags yet.',
  };
}

async function row({ tags, manifests }: RepositoryContents, tag: string, store: Store): Promise<string[]> {
  const digest = tags[tag]!;
  const manifest = manifests.find((one) => one.digest === digest);
  const images =
    manifest && manifest.children.length > 0
      ? manifests.filter((one) => manifest.children.some((child) => child.digest === one.digest))
      : manifest
        ? [manifest]
        : [];
  const platforms = manifest?.children.length
    ? manifest.children.map(({ platform }) => platform)
    : await Promise.all(images.map((image) => platformOf(image, store)));
  const sizes = images.map(sizeOf);
  const size = sizes.length > 0 ? humanBytes(Math.max(...sizes)) : '';
  return [
    tag,
    digest,
    sizes.length > 1 ? `up to ${size}` : size,
    platforms.filter(Boolean).join(', ') || 'unknown',
  ];
}

function sizeOf({ layers, config }: ManifestContents): number {
  return layers.reduce((sum, { size }) => sum + size, config?.size ?? 0);
}

async function platformOf({ config }: ManifestContents, store: Store): Promise<string> {
  const digest = config && parseDigest(config.digest);
  const bytes = digest && (await store.blobs.read(digest));
  if (!bytes) return '';
  try {
    const { os, architecture, variant } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<
      string,
      string | undefined
    >;
    return [os, architecture, variant].filter(Boolean).join('/');
  } catch {
    return '';
  }
}

/** 1.5 kB, as Docker counts: in thousands. */
export function humanBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1000 ** power).toPrecision(3)} ${units[power - 1]}`;
}
