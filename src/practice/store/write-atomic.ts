import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

let count = 0;

/**
 * Puts a whole file in place or leaves the old one: a process that is killed, or a machine that loses power, at any
 * moment finds one or the other. Synchronous, so that an answer is never sent before its state is kept.
 */
export function writeAtomic(file: string, bytes: string | Uint8Array): void {
  const draft = `${file}.${process.pid}.${count++}.tmp`;
  try {
    const handle = openSync(draft, 'w', 0o600);
    try {
      const buffer = Buffer.from(bytes);
      for (let written = 0; written < buffer.length;) written += writeSync(handle, buffer, written);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(path.dirname(file));
}

/** Makes the names in a folder last, not only the bytes of the files. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    fsyncSync(handle);
    closeSync(handle);
  } catch {
    // Not every system lets a folder be synced; the rename stands all the same.
  }
}
