import stringWidth from 'string-width';
import { clip } from '../wrap.ts';
import { inner } from './look.ts';
import type { Look } from './look.ts';
import type { View } from './view.ts';

/** One sign for each step: done, here, open, skipped. */
function track({ states, index, total, done }: View, { paint }: Look): string {
  const { signs } = paint;
  return Array.from({ length: total }, (_, at) => {
    if (states[at] === 'done' || (at === index && done)) return paint('good', signs.stepDone);
    if (at === index) return paint('accent', signs.stepHere);
    return paint('faint', states[at] === 'skipped' ? signs.stepSkipped : signs.stepOpen);
  }).join('');
}

/** Where am I: the lab, the step as a number and on its track, and the engine, which is never left out. */
export function headerLines(view: View, look: Look): string[] {
  const { paint } = look;
  const { signs } = paint;
  const width = inner(look);
  const step = view.total === 0 ? '' : `step ${Math.min(view.index + 1, view.total)} of ${view.total}`;
  const tracked = view.total > 0 && view.total <= 24 && look.columns >= 56 + view.total;
  const right = [step, ...(tracked ? [track(view, look)] : []), paint('strong', view.engine)].filter(Boolean);
  const taken = stringWidth(right.join('  '));
  const lab = view.lab?.title ?? view.opening?.title ?? 'Registry workshop';
  // Where the step's text has scrolled away, its title still says what this is about.
  const stepTitle = view.step && !view.summary ? view.step.title : '';
  // A blank, at least one cell of the rule, and a blank stand between.
  const room = Math.max(8, width - taken - 3);
  const title = titleIn(room, lab, stepTitle, look);
  const gap = Math.max(1, width - stringWidth(title) - taken - 2);
  return [` ${paint('strong', title)} ${paint('faint', signs.rule.repeat(gap))} ${right.join('  ')}`];
}

/** The rest of a title that is worth its room, in cells. */
const LEAST = 12;

/** `lab · step`; of a long step as much as there is room for, and of a long lab nothing more. */
function titleIn(room: number, lab: string, step: string, { paint: { signs } }: Look): string {
  const left = room - stringWidth(lab) - 3;
  if (step === '' || (left < LEAST && left < stringWidth(step))) return clip(lab, room, signs.more);
  return `${clip(lab, room, signs.more)} ${signs.dot} ${clip(step, left, signs.more)}`;
}
