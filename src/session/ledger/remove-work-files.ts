import { lstatSync, rmdirSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import type { CleanItem } from '../clean.ts';
import type { LedgerEntry } from './ledger.ts';

/** Removes files that still are the ones written down, and folders that are empty then. */
export function removeWorkFiles(root: string, entries: readonly LedgerEntry[], dryRun: boolean): CleanItem[] {
  const deepestFirst = [...entries].sort(
    (a, b) => depth(b.name) - depth(a.name) || b.name.localeCompare(a.name),
  );
  const current = new Set(deepestFirst.filter((entry) => isSame(root, entry)).map(({ name }) => name));
  const items: CleanItem[] = [];
  for (const entry of deepestFirst) {
    if (isSame(root, entry)) items.push({ entry, ...remove(path.join(root, entry.name), entry, dryRun) });
    // Written anew since (an editor does that): the later entry of the same path has it.
    else if (current.has(entry.name) || !exists(root, entry)) items.push({ entry, outcome: 'gone' });
    else items.push({ entry, outcome: 'kept', reason: 'another file took its place' });
  }
  return items;
}

function remove(file: string, { kind }: LedgerEntry, dryRun: boolean): Pick<CleanItem, 'outcome' | 'reason'> {
  if (dryRun) return { outcome: 'would-remove' };
  try {
    if (kind === 'folder') rmdirSync(file);
    else unlinkSync(file);
    return { outcome: 'removed' };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { outcome: 'gone' };
    if (code === 'ENOTEMPTY' || code === 'EEXIST') {
      return { outcome: 'kept', reason: 'it holds files that the session did not create' };
    }
    if (code === 'EACCES' || code === 'EPERM') {
      return { outcome: 'failed', reason: 'no permission: a container wrote it as another user' };
    }
    return { outcome: 'failed', reason: message };
  }
}

const depth = (name: string): number => name.split(path.sep).length;

function exists(root: string, { name }: LedgerEntry): boolean {
  return lstatSync(path.join(root, name), { throwIfNoEntry: false }) !== undefined;
}

function isSame(root: string, { name, id, kind }: LedgerEntry): boolean {
  const stats = lstatSync(path.join(root, name), { throwIfNoEntry: false });
  return stats !== undefined && String(stats.ino) === id && stats.isDirectory() === (kind === 'folder');
}
