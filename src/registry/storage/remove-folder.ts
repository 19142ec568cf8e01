import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Removes a folder with all it holds; nothing when it is not there. Tried again when a push, on another connection,
 * puts something into it in the same moment (ENOTEMPTY).
 */
export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 5 });
}

/** Removes a folder that is empty, then the one above it, and so on below `top`. */
export async function removeEmptyFolders(folder: string, top: string): Promise<void> {
  for (let at = folder; at.startsWith(`${top}/`); at = path.dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      // It holds something, or is gone: either way what is above it stays.
      return;
    }
  }
}
