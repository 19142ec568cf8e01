import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A file or folder under work/, by its path there. */
export interface WorkFile {
  readonly inode: string;
  readonly isFolder: boolean;
}
export type WorkFiles = Readonly<Record<string, WorkFile>>;

/** A learner may unpack anything there; beyond this many, files are left alone, also by cleaning. */
const MOST = 20_000;

/** All that is under the folder now. */
export function listWorkFiles(root: string): WorkFiles {
  const found: Record<string, WorkFile> = {};
  let count = 0;
  const visit = (folder: string): void => {
    for (const name of namesIn(path.join(root, folder))) {
      if (count >= MOST) return;
      const file = path.join(folder, name);
      const stats = lstatSync(path.join(root, file), { throwIfNoEntry: false });
      if (!stats) continue;
      count += 1;
      found[file] = { inode: String(stats.ino), isFolder: stats.isDirectory() };
      if (stats.isDirectory()) visit(file);
    }
  };
  visit('');
  return found;
}

/** Empty for a folder that is gone, or that a container made for itself alone. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
