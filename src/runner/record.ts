import type { Lab } from '../lab/lab.ts';
import { stepOf, withStep, type Progress, type StepProgress } from '../session/progress.ts';
import type { Standing, WalkState } from './state.ts';

/** The standings of the lab's steps as progress.json has them. */
export function standingsOf(lab: Lab, progress: Progress): Standing[] {
  return lab.steps.map(({ id }) => {
    const { state, attempts, hints, solution, answers } = stepOf(progress, id);
    return { state, attempts, hints, solution, answers };
  });
}

/**
 * What one turn changed, as a change of progress.json: only the fields that differ are written, so that what another
 * terminal recorded meanwhile stays. Undefined when there is nothing to write.
 */
export function recordOf(
  lab: Lab,
  before: readonly Standing[],
  after: WalkState,
  known: Progress,
): ((progress: Progress) => Progress) | undefined {
  const at = new Date().toISOString();
  const changes = lab.steps.flatMap(({ id }, index) => {
    const change = differing(before[index]!, after.steps[index]!);
    if (Object.keys(change).length === 0) return [];
    return [{ id, change: change.state === 'done' ? { ...change, doneAt: at } : change }];
  });
  const current = lab.steps[after.at]?.id;
  if (changes.length === 0 && current === known.current) return undefined;
  return (progress) => {
    const entered = current !== undefined && stepOf(progress, current).enteredAt === undefined;
    const recorded = changes.reduce((rest, { id, change }) => withStep(rest, id, change), progress);
    const moved: Progress = { ...recorded, current };
    return entered ? withStep(moved, current, { enteredAt: at }) : moved;
  };
}

function differing(before: Standing, after: Standing): Partial<StepProgress> {
  const pairs = Object.entries(after).filter(
    ([key, value]) => JSON.stringify(before[key as keyof Standing]) !== JSON.stringify(value),
  );
  return Object.fromEntries(pairs) as Partial<StepProgress>;
}
