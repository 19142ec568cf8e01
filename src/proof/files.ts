import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import path from 'node:path';

/** In bytes. */
const LARGE = 2 ** 20;

/** Relative path → what changes when the file does. */
export type FileState = ReadonlyMap<string, string>;

/** Every file, link and folder under `root`; empty when there is none. */
export async function fileState(root: string): Promise<FileState> {
  const entries = await readdir(root, { recursive: true }).catch(() => []);
  const states = await Promise.all(
    entries.map(async (entry): Promise<[string, string] | undefined> => {
      const file = path.join(root, entry);
      const stats = await lstat(file).catch(() => undefined);
      if (!stats) return undefined;
      if (stats.isDirectory()) return [entry, 'folder'];
      if (stats.isSymbolicLink()) return [entry, await readlink(file).catch(() => '')];
      return [entry, await contentOf(file, stats)];
    }),
  );
  return new Map(states.filter((state) => state !== undefined).sort());
}

/** Times do not tell: going back to an earlier state copies files. Large ones are known by their size. */
async function contentOf(file: string, stats: Stats): Promise<string> {
  if (!stats.isFile() || stats.size > LARGE) return `${stats.size}`;
  return createHash('sha256')
    .update(await readFile(file).catch(() => ''))
    .digest('hex');
}

/** What differs, one phrase each: "`.profile` was changed". Of a new folder only the folder is named. */
export function fileDifferences(before: FileState, after: FileState): string[] {
  const isNew = (file: string): boolean => after.has(file) && !before.has(file);
  const added = [...after.keys()].filter((file) => isNew(file) && !isNew(path.dirname(file)));
  const changed = [...after].filter(([file, state]) => before.has(file) && before.get(file) !== state);
  const gone = [...before.keys()].filter((file) => !after.has(file));
  return [
    ...added.map((file) => `\`${file}\` is left`),
    ...changed.map(([file]) => `\`${file}\` was changed`),
    ...gone.map((file) => `\`${file}\` is gone`),
  ];
}
