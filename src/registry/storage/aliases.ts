import { readdir, readFile } from 'node:fs/promises';
import { parseDigest } from '../../image/digest.ts';
import { unlessAbsent } from './absent.ts';
import type { Layout } from './layout.ts';

/**
 * The digests by which a repository has a layer whose bytes lie under another one. Docker's registry keeps all bytes
 * under sha256, and a layer that was pushed by a digest of another kind has a link there.
 */
export async function aliasesIn(layout: Layout, name: string): Promise<Map<string, string>> {
  const aliases = new Map<string, string>();
  const layers = layout.layers(name);
  for (const algorithm of (await unlessAbsent(readdir(layers))) ?? []) {
    if (algorithm === 'sha256') continue;
    for (const hex of (await unlessAbsent(readdir(`${layers}/${algorithm}`))) ?? []) {
      const digest = parseDigest(`${algorithm}:${hex}`);
      const link = digest && (await unlessAbsent(readFile(layout.layerLink(name, digest), 'utf8')));
      const target = link && parseDigest(link.trim());
      if (target && target.text !== digest.text) aliases.set(digest.text, target.text);
    }
  }
  return aliases;
}
