import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

export const LAB_FILE = /\.ya?ml$/;

/**
 * Where the hints or solutions of a lab may be: `hints/ID.md` beside the folder that the lab is in (as in the
 * package: labs/, hints/, solutions/), in a folder next to the file, or next to it as `ID.hints.md`.
 */
export function companionCandidates(labFile: string, what: 'hints' | 'solutions'): string[] {
  const folder = path.dirname(labFile);
  const name = path.basename(labFile).replace(LAB_FILE, '');
  return [
    path.join(folder, '..', what, `${name}.md`),
    path.join(folder, what, `${name}.md`),
    path.join(folder, `${name}.${what}.md`),
  ];
}

/** The first candidate that exists. */
export function findCompanion(labFile: string, what: 'hints' | 'solutions'): string | undefined {
  return companionCandidates(labFile, what).find((file) => existsSync(file));
}

/**
 * Lab files under the `labs/` folder of each content root, sorted by name; a root without such a folder has none.
 * Of two labs with the same file name the one of the earlier root counts.
 */
export async function findLabs(roots: string | readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const root of [roots].flat() as string[]) {
    const folder = path.join(root, 'labs');
    const names = await readdir(folder).catch(() => []);
    for (const name of names.sort())
      if (LAB_FILE.test(name) && !found.has(labName(name))) found.set(labName(name), path.join(folder, name));
  }
  return [...found.values()];
}

/** `local-registry` for `labs/local-registry.yaml`. */
export function labName(file: string): string {
  return path.basename(file).replace(LAB_FILE, '');
}
