import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Readers see the old text or the new one, never a part: written beside, then renamed over. */
export function writeAtomically(file: string, text: string, mode = 0o600): void {
  const beside = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(6).toString('hex')}.part`,
  );
  try {
    writeFileSync(beside, text, { mode, flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** A writer that was killed leaves its part behind; nobody else's write takes a minute. */
const ABANDONED_AFTER_MS = 60_000;

export function removeAbandonedParts(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.part'))) {
    const file = path.join(folder, name);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS) rmSync(file, { force: true });
  }
}
