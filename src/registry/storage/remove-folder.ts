import { rm } from 'node:fs/promises';

/**
 * Removes a folder with all it holds; nothing when it is not there. Tried again when a push, on another connection,
 * puts something into it in the same moment (ENOTEMPTY).
 */
export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 5 });
}
