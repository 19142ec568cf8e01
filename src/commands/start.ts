import type { EngineKind } from '../engine/engine.ts';
import { EXIT, type ExitCode } from '../fault.ts';
import type { Opening } from '../ui/ink/index.tsx';
import type { Invocation, Run } from './command.ts';
import { labCards } from './lab-cards.ts';
import { labProgress } from './lab-progress.ts';
import { hasScreen } from './screen.ts';

/** Walks a lab: on the screen where there is one, else line by line. */
export const run: Run = async (invocation) => {
  const { values } = invocation;
  if (hasScreen(invocation) && !values.flag('plain') && !values.flag('json')) return onScreen(invocation);
  const { walkInLines } = await import('./walk-lab.ts');
  return walkInLines(invocation);
};

/**
 * Only what the first frame needs is loaded before it is drawn: the lab, its session and the engine come behind it.
 * The screen reads Ctrl-C as a key; a signal that comes all the same ends the walk, unless a child has the terminal.
 */
async function onScreen(invocation: Invocation): Promise<ExitCode> {
  const { signal, onInterrupt } = invocation;
  const [{ runScreens }, opening] = await Promise.all([import('../ui/ink/index.tsx'), openingOf(invocation)]);
  let away = false;
  let close: (() => Promise<void>) | undefined;
  const release = onInterrupt(() => away);
  try {
    await runScreens({
      opening,
      signal,
      async walk(terminal) {
        const { openWalk } = await import('./walk-lab.ts');
        const handOver = async <T>(work: () => Promise<T>): Promise<T> => {
          away = true;
          return terminal.handOver(work).finally(() => (away = false));
        };
        const opened = await openWalk(invocation, { handOver });
        close = () => opened.session.close();
        return opened.walk;
      },
    });
  } finally {
    release();
    await close?.();
  }
  return EXIT.done;
}

/** What is known of the lab before it is loaded; nothing of one that has no card. */
async function openingOf({ arguments: [name], values, env }: Invocation): Promise<Opening | undefined> {
  const card = (await labCards(env)).find(({ id }) => id === name);
  if (!card) return undefined;
  const engine = (values.text('engine') as EngineKind | undefined) ?? card.engines[0] ?? 'practice';
  const progress = labProgress(card.id, card.steps, env).find((one) => one.engine === engine);
  const states = card.steps.map((id) => progress?.states[id] ?? 'open');
  const current = progress?.current === undefined ? -1 : card.steps.indexOf(progress.current);
  const index = current >= 0 && states[current] === 'open' ? current : states.indexOf('open');
  return { title: card.title, engine, states, index: index < 0 ? card.steps.length : index };
}
