import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { unlessAbsent } from './absent.ts';

/**
 * Writes a whole file so that it is either there with all its bytes or not there at all, whatever happens to the
 * process or the machine: written beside, flushed to disk, renamed, and the folder's entry flushed too.
 */
export async function writeDurably(
  file: string,
  bytes: string | Uint8Array,
  temporary: string,
): Promise<void> {
  const beside = await writeBeside(bytes, temporary);
  try {
    await moveDurably(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** The first half of that: the bytes are on the disk, in a file of their own whose path is returned. */
export async function writeBeside(bytes: string | Uint8Array, temporary: string): Promise<string> {
  await makeDurably(temporary);
  const beside = path.join(temporary, randomUUID());
  try {
    const handle = await open(beside, 'wx', 0o644);
    try {
      await handle.writeFile(bytes);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    return beside;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** How often a folder is made again that somebody removed in the same moment. */
const TRIES = 10;

/** Renames a file, already flushed, to its place; makes the folders on the way, and flushes every entry made. */
export async function moveDurably(from: string, to: string): Promise<void> {
  const folder = path.dirname(to);
  const made = await renameInto(folder, from, to);
  // At once, since nobody counts on any of them before the last is done.
  await Promise.all(changed(folder, made).map(flushFolder));
}

/** Makes a folder and those above it that are not there, and flushes every entry made. */
export async function makeDurably(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await Promise.all(changed(path.dirname(folder), made).map(flushFolder));
}

/** The folder that got the file, and those above it that got a folder, `made` being the topmost that was made. */
function changed(folder: string, made: string | undefined): string[] {
  const folders = [folder];
  if (made === undefined) return folders;
  let at = folder;
  while (at.length >= made.length && at !== path.dirname(at)) {
    at = path.dirname(at);
    folders.push(at);
  }
  return folders;
}

/** Returns the topmost folder that had to be made. */
async function renameInto(folder: string, from: string, to: string): Promise<string | undefined> {
  let topmost: string | undefined;
  for (let tries = 1; ; tries++) {
    try {
      const made = await mkdir(folder, { recursive: true });
      if (made !== undefined && (topmost === undefined || made.length < topmost.length)) topmost = made;
      await rename(from, to);
      return topmost;
    } catch (error) {
      // A delete of the same name, on another connection, took the folder away between the two.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' || tries === TRIES || !existsSync(from)) throw error;
    }
  }
}

async function flushFolder(folder: string): Promise<void> {
  // A folder that is gone was removed after what it held: there is nothing left to keep.
  const handle = await unlessAbsent(open(folder, 'r'));
  if (!handle) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
