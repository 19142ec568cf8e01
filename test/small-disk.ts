import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, rmdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export interface SmallDisk {
  readonly folder: string;
  /** Leaves no room, until `free` is called. */
  fill(): void;
  free(): void;
}

/** A disk of this size in bytes, gone after the test; undefined, with a line that says why, where nobody may make one. */
export function smallDisk(size: number): SmallDisk | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmdirSync(folder);
    console.warn(`skipped: no small disk can be mounted here: ${(error as Error).message.trim()}`);
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmdirSync(folder);
  });
  const filler = path.join(folder, 'filler');
  return { folder, fill: () => fillWith(filler), free: () => rmSync(filler, { force: true }) };
}

function fillWith(file: string): void {
  const handle = openSync(file, 'a');
  try {
    // In ever smaller pieces, to the last byte.
    for (let piece = 1024 * 1024; piece >= 1; piece = Math.floor(piece / 16)) {
      try {
        for (;;) writeSync(handle, Buffer.alloc(piece));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(handle);
  }
}
