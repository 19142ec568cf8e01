import { setTimeout as pause } from 'node:timers/promises';
import { EXIT, Fault } from '../fault.ts';
import { createPaint, wantsColor } from '../ui/paint.ts';
import type { Invocation } from './command.ts';

/** Milliseconds per typed character, as a person types who knows what to type. */
const KEY_MS = 35;
/** Time to look at a command before it runs, and at its result. */
const LOOK_MS = 700;
/** Milliseconds per word: people read some 250 words a minute, and skim a demo. */
const WORD_MS = 120;

/** How fast a demo goes. */
export interface Pace {
  /** Nothing is waited for, and nothing typed letter by letter. */
  readonly instant: boolean;
  /** Types a command at a prompt, visibly. */
  type(line: string): Promise<void>;
  /** Waits as long as a person needs to read the text. */
  read(text: string): Promise<void>;
}

/** From `--speed`; without it as fast as a person on a terminal, and at once elsewhere. Throws a usage Fault. */
export function createPace({ values, stdout, signal, env }: Invocation): Pace {
  const speed = speedOf(values.text('speed') ?? (stdout.isTTY && !values.flag('json') ? '1' : '0'));
  const instant = speed === 0 || values.flag('json');
  const paint = createPaint({ unicode: true, colored: wantsColor(env, stdout.isTTY === true) });
  const wait = async (ms: number): Promise<void> => {
    if (!instant) await pause(ms / speed, undefined, { signal }).catch(() => {});
  };
  return {
    instant,
    async type(line) {
      if (instant) return;
      stdout.write('\n$ ');
      for (const character of line) {
        stdout.write(paint('code', character));
        await wait(KEY_MS);
      }
      await wait(LOOK_MS);
      stdout.write('\n');
    },
    read: (text) => wait(text.split(/\s+/).length * WORD_MS),
  };
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (Number.isFinite(speed) && speed >= 0) return speed;
  throw new Fault({
    what: `--speed cannot be "${text}"`,
    todo: 'give a factor, such as 2; 0 is instant',
    exit: EXIT.usage,
  });
}
