import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  type BigIntStats,
} from 'node:fs';
import path from 'node:path';

/** Remembers the content of a folder in a second one, and brings it back. Nobody may write to it meanwhile. */
export interface FolderMark {
  /** Remembers the folder as it is now. */
  set(): void;
  /** Makes the folder what it was when `set` was called last. */
  restore(): void;
}

/**
 * Only what changed since is copied, which is little: copying the whole session folder each time took most of the
 * time of a proof. A file is the same as long as its inode, size and change time (st_ctime, which no program can set) are.
 * Sockets and pipes are passed over: they cannot be copied, and whoever served them is gone.
 */
export function folderMark(folder: string, copy: string): FolderMark {
  /** Relative path → what the entry was when it was remembered. */
  let marked = new Map<string, Entry>();

  return {
    set() {
      mkdirSync(copy, { recursive: true });
      const now = entriesOf(folder);
      removeOthers(copy, marked, now);
      for (const [name, entry] of now) {
        if (!isSame(entry, marked.get(name))) put(path.join(folder, name), path.join(copy, name), entry);
      }
      marked = now;
    },
    restore() {
      const now = entriesOf(folder);
      removeOthers(folder, now, marked);
      for (const [name, entry] of marked) {
        if (isSame(entry, now.get(name))) continue;
        const file = path.join(folder, name);
        put(path.join(copy, name), file, entry);
        marked.set(name, entryOf(file)!);
      }
    },
  };
}

interface Entry {
  readonly kind: 'folder' | 'file' | 'link';
  readonly mode: number;
  readonly mtimeMs: number;
  /** Changes when the entry does. */
  readonly state: string;
}

/** All entries below a folder, folders before what is in them. */
function entriesOf(root: string, below = '', found = new Map<string, Entry>()): Map<string, Entry> {
  for (const name of readdirSync(`${root}/${below}`)) {
    const relative = below ? `${below}/${name}` : name;
    const entry = entryOf(`${root}/${relative}`);
    if (!entry) continue;
    found.set(relative, entry);
    if (entry.kind === 'folder') entriesOf(root, relative, found);
  }
  return found;
}

function entryOf(file: string): Entry | undefined {
  const stats = lstatSync(file, { bigint: true });
  const kind = kindOf(stats);
  if (!kind) return undefined;
  const mode = Number(stats.mode & 0o7777n);
  // What is in a folder is told by its entries.
  const state = kind === 'folder' ? `${mode}` : `${stats.ino} ${stats.size} ${stats.ctimeNs}`;
  return { kind, mode, mtimeMs: Number(stats.mtimeMs), state };
}

function kindOf(stats: BigIntStats): Entry['kind'] | undefined {
  if (stats.isDirectory()) return 'folder';
  if (stats.isSymbolicLink()) return 'link';
  return stats.isFile() ? 'file' : undefined;
}

function isSame(entry: Entry, other: Entry | undefined): boolean {
  return entry.kind === other?.kind && entry.state === other.state;
}

/** Removes from `root`, which has `there`, what `wanted` has not, or has as something else. */
function removeOthers(
  root: string,
  there: ReadonlyMap<string, Entry>,
  wanted: ReadonlyMap<string, Entry>,
): void {
  for (const [name, { kind }] of there) {
    if (wanted.get(name)?.kind !== kind) rmSync(path.join(root, name), { recursive: true, force: true });
  }
}

function put(source: string, target: string, { kind, mode, mtimeMs }: Entry): void {
  if (kind === 'folder') {
    mkdirSync(target, { recursive: true });
    chmodSync(target, mode);
    return;
  }
  rmSync(target, { force: true });
  if (kind === 'link') {
    symlinkSync(readlinkSync(source), target);
    return;
  }
  copyFileSync(source, target, constants.COPYFILE_FICLONE);
  const time = new Date(mtimeMs);
  lutimesSync(target, time, time);
}
