import { readFileSync, statSync } from 'node:fs';

/** How much has been written so far, in bytes; what comes later was called later. */
export function callsSoFar(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The words that the session's docker was called with since then, of the calls that can make images: each line the
 * command and the names of images in it. After a cleaning the file begins anew.
 */
export function callsSince(file: string, from: number): string[][] {
  try {
    const bytes = readFileSync(file);
    return bytes
      .subarray(from > bytes.length ? 0 : from)
      .toString('utf8')
      .split('\n')
      .map((line) => line.split('\t').filter(Boolean))
      .filter((words) => words.length > 0);
  } catch {
    return [];
  }
}
