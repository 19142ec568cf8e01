import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseDigest } from '../image/digest.ts';
import { digestsIn } from '../registry/storage/manifest-content.ts';
import { layoutOf } from '../registry/storage/layout.ts';
import type { Layout } from '../registry/storage/layout.ts';

/** What a registry keeps in its folder, read without asking the registry: it need not run. */
export interface RegistryFolder {
  /** Digest → bytes. */
  readonly blobs: ReadonlyMap<string, number>;
  /** Repository → tag → digest. */
  readonly tags: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Blobs that no manifest of any repository needs: what collecting garbage would remove. */
  readonly unused: readonly string[];
  /** `NAME@DIGEST` of manifests that have no tag, and belong to no index that has one. */
  readonly untagged: readonly string[];
  /** The manifests that need this blob (a manifest needs itself): with each of their tags, or once without. */
  holders(digest: string): Promise<readonly Holder[]>;
  /** Whether a repository counts a blob among its own, were it only before it was lost. */
  everHad(repository: string, digest: string): Promise<boolean>;
  /** The manifest itself and all that it names, down to the layers. */
  needs(manifest: string): Promise<readonly string[]>;
  /** A blob that is no larger than a manifest may be; undefined when it is larger, or not there. */
  text(digest: string): Promise<string | undefined>;
}

/** A manifest of a repository. */
export interface Holder {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string;
}

/** Reads the folder that is mounted at /var/lib/registry; undefined when no registry has written there. */
export async function readRegistryFolder(root: string): Promise<RegistryFolder | undefined> {
  const layout = layoutOf(root);
  if (!(await isThere(layout.base))) return undefined;
  const blobs = await blobsIn(layout);
  const needs = async (manifest: string, seen = new Set<string>()): Promise<string[]> => {
    if (seen.has(manifest)) return [...seen];
    seen.add(manifest);
    for (const digest of await namedBy(layout, manifest)) await needs(digest, seen);
    return [...seen];
  };
  const tags = new Map<string, Map<string, string>>();
  const used = new Set<string>();
  const untagged: string[] = [];
  const all: Holder[] = [];
  for (const name of await repositoriesIn(layout.repositories)) {
    const manifests = path.join(layout.repositories, name, '_manifests');
    const revisions = await digestFolders(path.join(manifests, 'revisions'), 'link');
    for (const revision of revisions) for (const digest of await needs(revision)) used.add(digest);
    const own = new Map<string, string>();
    for (const tag of await entries(path.join(manifests, 'tags'))) {
      const link = await textOf(path.join(manifests, 'tags', tag, 'current', 'link'));
      if (link !== undefined) own.set(tag, link.trim());
    }
    const tagged = new Set((await Promise.all([...own.values()].map((digest) => needs(digest)))).flat());
    untagged.push(...revisions.filter((digest) => !tagged.has(digest)).map((digest) => `${name}@${digest}`));
    if (revisions.length > 0) tags.set(name, own);
    for (const digest of revisions) {
      const names = [...own].filter(([, target]) => target === digest).map(([tag]) => tag);
      all.push(...(names.length ? names : [undefined]).map((tag) => ({ name, tag, digest })));
    }
  }
  const holders = async (digest: string): Promise<Holder[]> => {
    const needed = await Promise.all(all.map((holder) => needs(holder.digest)));
    return all.filter((_, index) => needed[index]!.includes(digest));
  };
  const unused = [...blobs.keys()].filter((digest) => !used.has(digest));
  const everHad = (repository: string, digest: string): Promise<boolean> =>
    isThere(path.join(layout.repositories, repository, '_layers', digest.replace(':', path.sep), 'link'));
  const text = (digest: string): Promise<string | undefined> => smallBlob(layout, digest);
  return { blobs, tags, unused, untagged, holders, everHad, needs, text };
}

/** More than a manifest may have (4 MiB) is a layer, and names nothing. */
const MANIFEST_BYTES_MOST = 4 * 1024 * 1024;

async function smallBlob(layout: Layout, digest: string): Promise<string | undefined> {
  const parsed = parseDigest(digest);
  const file = parsed && layout.blobData(parsed);
  if (!file || ((await stat(file).catch(() => undefined))?.size ?? Infinity) > MANIFEST_BYTES_MOST)
    return undefined;
  return textOf(file);
}

async function namedBy(layout: Layout, digest: string): Promise<string[]> {
  const text = await smallBlob(layout, digest);
  if (!text?.startsWith('{')) return [];
  try {
    return digestsIn(JSON.parse(text) as Record<string, unknown>);
  } catch {
    return [];
  }
}

async function blobsIn({ blobs }: Layout): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const algorithm of await entries(blobs)) {
    for (const start of await entries(path.join(blobs, algorithm))) {
      for (const hex of await entries(path.join(blobs, algorithm, start))) {
        const stats = await stat(path.join(blobs, algorithm, start, hex, 'data')).catch(() => undefined);
        if (stats) found.set(`${algorithm}:${hex}`, stats.size);
      }
    }
  }
  return found;
}

/** Names may have several parts; a folder that begins with `_` belongs to the repository it is in. */
async function repositoriesIn(root: string, below = ''): Promise<string[]> {
  const names = (await entries(path.join(root, below))).sort();
  const own = below !== '' && names.includes('_manifests') ? [below] : [];
  const deeper = names.filter((name) => !name.startsWith('_'));
  const found = await Promise.all(deeper.map((name) => repositoriesIn(root, path.posix.join(below, name))));
  return [...own, ...found.flat()];
}

async function digestFolders(folder: string, file: string): Promise<string[]> {
  const found: string[] = [];
  for (const algorithm of await entries(folder)) {
    for (const hex of await entries(path.join(folder, algorithm))) {
      if (await isThere(path.join(folder, algorithm, hex, file))) found.push(`${algorithm}:${hex}`);
    }
  }
  return found;
}

const entries = (folder: string): Promise<string[]> => readdir(folder).catch(ifAbsent([]));
const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch(ifAbsent(undefined));
const isThere = (file: string): Promise<boolean> => stat(file).then(() => true, ifAbsent(false));

/** A registry that writes at this moment may take away what was listed just now. */
function ifAbsent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw error;
  };
}
