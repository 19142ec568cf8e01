import { rmSync } from 'node:fs';

const MOST_LOOKS = 50;

/**
 * Removes a folder with all it holds, at once. A program of a container may still write there: what it wrote in between
 * is looked for again, which the retries of `rmSync` do not before Node 23.
 */
export function removeFolder(folder: string): void {
  for (let looks = 1; ; looks++) {
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' || looks === MOST_LOOKS) throw error;
    }
  }
}
