import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Node 20 has no stable glob of its own; labs need no more than `*`, `?` and `**`. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** Paths below `folder` that fit the pattern, relative to it, sorted. What may not be read does not count. */
export async function matches(pattern: string, folder: string): Promise<string[]> {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const absolute = pattern.startsWith('/');
  const found = await below(absolute ? '/' : folder, parts, absolute ? '/' : '');
  return [...new Set(found)].sort();
}

async function below(folder: string, parts: readonly string[], shown: string): Promise<string[]> {
  const [part, ...rest] = parts;
  if (part === undefined) return [shown];
  if (part === '..') return below(path.join(folder, '..'), rest, path.join(shown, '..'));
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = part === '**' ? await below(folder, rest, shown) : [];
  for (const entry of entries) {
    const inner = path.join(folder, entry.name);
    const name = path.join(shown, entry.name);
    if (part === '**') {
      if (entry.isDirectory()) found.push(...(await below(inner, parts, name)));
    } else if (expression(part).test(entry.name))
      found.push(...(rest.length ? await below(inner, rest, name) : [name]));
  }
  return found;
}

function expression(part: string): RegExp {
  const escaped = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`);
}
