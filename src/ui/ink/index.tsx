import type { Terminal, Walk } from '../../runner/walk.ts';
import { MenuScene } from './menu-scene.ts';
import { openMenu } from './menu.ts';
import type { Choice, MenuEngine, MenuLab } from './menu.ts';
import { Stage } from './stage.ts';
import type { Streams } from './stage.ts';
import type { Opening } from './view.ts';

export type { Choice, MenuEngine, MenuLab } from './menu.ts';
export type { Opening } from './view.ts';
export type { Streams } from './stage.ts';

const ours = (): Streams => ({ stdin: process.stdin, stdout: process.stdout });

/**
 * Shows the labs and lets one choose; undefined when the learner leaves instead. Needs a terminal on both streams.
 * Engines are offered in the order given; the first one is chosen at the start.
 */
export function runMenu(
  options: {
    readonly labs: readonly MenuLab[];
    readonly engines: readonly MenuEngine[];
    /** Aborted: as if the learner left. */
    readonly signal?: AbortSignal | undefined;
  } & Partial<Streams>,
): Promise<Choice | undefined> {
  const { labs, engines, signal, ...streams } = options;
  return new MenuScene(new Stage({ ...ours(), ...streams }), openMenu(labs, engines)).show(signal);
}

/**
 * Walks a lab on the screen until the learner leaves; the walk is closed then. `walk` makes the walk, given the
 * terminal that it may hand over to commands that own it; until it is made, the screen shows the `opening`, and what
 * is typed waits. Rejects with what `walk` rejects with, the terminal in order again.
 */
export async function runScreens(
  options: {
    readonly walk: Walk | ((terminal: Terminal) => Walk | Promise<Walk>);
    readonly opening?: Opening | undefined;
    readonly signal?: AbortSignal | undefined;
  } & Partial<Streams>,
): Promise<void> {
  const { walk, opening, signal, ...streams } = options;
  const { StepScene } = await import('./step-scene.ts');
  const scene = new StepScene(new Stage({ ...ours(), ...streams }), opening);
  await scene.show(async () => (typeof walk === 'function' ? walk(scene) : walk), signal);
}
