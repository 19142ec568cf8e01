import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** So many are enough to choose from. */
const MOST = 200;

/** Files and folders (with `/` behind them) whose path begins with `word`, relative to the folder `cwd`; sorted. */
export function filesLike(word: string, cwd: string): string[] {
  const folder = word.slice(0, word.lastIndexOf('/') + 1);
  const start = word.slice(folder.length);
  const from = folder.startsWith('~/') ? path.join(os.homedir(), folder.slice(2)) : path.resolve(cwd, folder);
  try {
    return readdirSync(from, { withFileTypes: true })
      .filter(({ name }) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.')))
      .slice(0, MOST)
      .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
      .sort();
  } catch {
    return [];
  }
}
