import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stateDir } from '../session/state-dir.ts';
import type { LabCard } from './lab-cards.ts';

/** Written anew when the shape of a card changes. */
const FORMAT = 2;

interface Remembered {
  readonly format: number;
  /** Lab file → its cards as of `stamp`. */
  readonly files: Readonly<Record<string, { readonly stamp: string; readonly cards: readonly LabCard[] }>>;
}

/**
 * The cards of lab files. Reading YAML takes as long as all else that the menu's first frame needs, so what was read
 * is kept in the state folder until a file changes. A cache that cannot be read or written is done without.
 */
export async function rememberedCards(files: readonly string[], env: NodeJS.ProcessEnv): Promise<LabCard[]> {
  const cache = path.join(stateDir(env), 'lab-cards.json');
  const known = recall(cache);
  const now: Record<string, Remembered['files'][string]> = {};
  let news = false;
  for (const file of files) {
    const { mtimeMs, size } = statSync(file);
    const stamp = `${mtimeMs} ${size}`;
    const kept = known[file];
    if (kept?.stamp === stamp) now[file] = kept;
    else {
      const { readCards } = await import('./read-card.ts');
      now[file] = { stamp, cards: readCards(file) };
      news = true;
    }
  }
  if (news) remember(cache, { format: FORMAT, files: now });
  return files.flatMap((file) => now[file]!.cards);
}

function recall(cache: string): Remembered['files'] {
  try {
    const { format, files } = JSON.parse(readFileSync(cache, 'utf8')) as Remembered;
    return format === FORMAT ? files : {};
  } catch {
    return {};
  }
}

function remember(cache: string, cards: Remembered): void {
  const part = `${cache}.${process.pid}`;
  try {
    mkdirSync(path.dirname(cache), { recursive: true, mode: 0o700 });
    writeFileSync(part, JSON.stringify(cards), { mode: 0o600 });
    renameSync(part, cache);
  } catch {
    // A state folder that cannot be written to is told by what needs it.
  }
}
