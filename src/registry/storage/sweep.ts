import { readdir, rm, stat } from 'node:fs/promises';
import { unlessAbsent } from './absent.ts';
import { listUploading } from './repositories.ts';
import type { Store } from './store.ts';

/** An upload that was left alone for a day will not go on. */
const UPLOAD_AGE_MS = 24 * 60 * 60_000;
/** A file on its way to its place takes milliseconds: one this old belongs to a process that was killed. */
const TEMPORARY_AGE_MS = 60 * 60_000;

/** Removes what was begun and abandoned: old uploads, notes of pushes, and temporary files of processes that are gone. */
export async function sweepAbandoned(store: Store): Promise<void> {
  for (const name of await listUploading(store.layout)) await store.uploads.sweep(name, UPLOAD_AGE_MS);
  await store.trash.sweep();
  await store.pending.sweep();
  const { temporary } = store.layout;
  for (const file of (await unlessAbsent(readdir(temporary))) ?? []) {
    const path = `${temporary}/${file}`;
    const stats = await unlessAbsent(stat(path));
    const old = stats?.isFile() && Date.now() - stats.mtimeMs > TEMPORARY_AGE_MS;
    if (old) await rm(path, { force: true });
  }
}
