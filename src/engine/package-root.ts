import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

let found: string | undefined;

/** The folder of our own package.json, absolute: the same from the sources as from the bundle in dist/. */
export function packageRoot(): string {
  found ??= search(import.meta.dirname);
  return found;
}

function search(start: string): string {
  for (let folder = start; ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file)) {
      const { name } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string };
      if (name === 'registry-workshop') return folder;
    }
    if (path.dirname(folder) === folder) throw new Error(`no package.json of ours above ${start}`);
  }
}
