import type { StepState, Summary } from '../runner/events.ts';
import type { Signs } from './paint.ts';

/** Always said where a result is shown: nobody may take a practice run for a real one. */
export const engineWords: Readonly<Record<Summary['engine'], string>> = {
  practice: 'practice (played on this machine, nothing leaves it)',
  docker: 'docker (the real engine of this machine)',
};

export const stateLooks: Readonly<Record<StepState, { readonly sign: keyof Signs; readonly words: string }>> =
  {
    done: { sign: 'passed', words: 'done' },
    skipped: { sign: 'blocked', words: 'skipped' },
    open: { sign: 'open', words: 'open' },
  };

/** `3 of 9 steps done` */
export function progressWords({ steps }: Pick<Summary, 'steps'>): string {
  const done = steps.filter(({ state }) => state === 'done').length;
  return `${done} of ${count(steps.length, 'step')} done`;
}

/** `1 step`, `2 steps` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Milliseconds as a person says them: `40 seconds`, `12 minutes`, `1 hour 5 minutes`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return count(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return count(minutes, 'minute');
  const rest = minutes % 60;
  return `${count(Math.floor(minutes / 60), 'hour')}${rest ? ` ${count(rest, 'minute')}` : ''}`;
}
