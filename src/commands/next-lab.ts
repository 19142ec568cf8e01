import type { EngineKind } from '../engine/engine.ts';
import type { NextLab } from '../runner/events.ts';
import { labCards } from './lab-cards.ts';
import { labProgress } from './lab-progress.ts';

/**
 * What to try after this lab: the first one behind it on the path that is not complete, else the first before it.
 * Undefined when all others are complete.
 */
export async function nextLab(
  id: string,
  engine: EngineKind,
  env: NodeJS.ProcessEnv,
): Promise<NextLab | undefined> {
  const cards = await labCards(env);
  const here = cards.findIndex((card) => card.id === id);
  const after = [...cards.slice(here + 1), ...cards.slice(0, Math.max(0, here))];
  const next = after.find(
    (card) => !labProgress(card.id, card.steps, env).some(({ done, total }) => done === total),
  );
  if (!next) return undefined;
  // Who works on the real engine goes on there.
  const [usual = 'practice'] = next.engines;
  const option = engine !== usual && next.engines.includes(engine) ? ` --engine ${engine}` : '';
  return { id: next.id, title: next.title, start: `workshop start ${next.id}${option}` };
}
