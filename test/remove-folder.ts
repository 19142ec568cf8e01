import { rm } from 'node:fs/promises';

/**
 * Removes a folder with all it holds, also while a process that ends still writes there. `rmSync` cannot do that:
 * before Node 23 its retries do not look again what is in the folder, and fail of what came in between.
 */
export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 40, retryDelay: 10 });
}
