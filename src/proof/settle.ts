import type { Verdict } from '../checks/verdict.ts';
import type { Step } from '../lab/lab.ts';
import type { Stage } from './stage.ts';

const POLL_MS = 200;

/** Looks until the verdicts are what is waited for, as long as the stage may take to settle; the last ones count. */
export async function lookUntil(
  stage: Pick<Stage, 'look' | 'settleMs'>,
  step: Step,
  isThere: (verdicts: readonly Verdict[]) => boolean,
): Promise<Verdict[]> {
  const deadline = performance.now() + stage.settleMs;
  for (;;) {
    const verdicts = await stage.look(step);
    if (isThere(verdicts) || performance.now() >= deadline) return verdicts;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
