import { packageRoot } from '../engine/package-root.ts';
import { findLabs } from '../lab/content.ts';
import type { Lab } from '../lab/lab.ts';
import { rememberedCards } from './remembered-cards.ts';

/** What a menu shows of a lab. */
export interface LabCard extends Pick<
  Lab,
  'id' | 'title' | 'summary' | 'level' | 'minutes' | 'after' | 'engines' | 'needs'
> {
  /** Ids of its steps. */
  readonly steps: readonly string[];
  readonly titles: readonly string[];
}

/** Labs of this folder (an author's) come before those of the installation. */
export function labFiles(): Promise<string[]> {
  return findLabs([process.cwd(), packageRoot()]);
}

/**
 * The labs as far as a menu needs them, in the order to take them. Nothing is validated, so that the menu is there
 * at once; a lab that does not load says so when it is chosen.
 */
export async function labCards(env: NodeJS.ProcessEnv): Promise<LabCard[]> {
  const files = await labFiles();
  return inOrder(await rememberedCards(files, env));
}

const levels = ['beginner', 'intermediate', 'advanced'];

/** A lab comes after those that it builds on; otherwise easier and shorter ones come first. */
export function inOrder<T extends Pick<LabCard, 'id' | 'level' | 'minutes' | 'after'>>(
  labs: readonly T[],
): T[] {
  const waiting = [...labs].sort(
    (a, b) =>
      levels.indexOf(a.level) - levels.indexOf(b.level) || a.minutes - b.minutes || a.id.localeCompare(b.id),
  );
  const ordered: T[] = [];
  while (waiting.length > 0) {
    const ready = waiting.findIndex(
      ({ after }) => !after.some((id) => waiting.some((other) => other.id === id)),
    );
    // Labs that wait for each other come in any order.
    ordered.push(...waiting.splice(Math.max(0, ready), 1));
  }
  return ordered;
}
