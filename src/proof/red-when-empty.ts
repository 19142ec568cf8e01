import type { Step } from '../lab/lab.ts';
import type { Stage } from './stage.ts';

/**
 * Which checks fail before the lab has begun, each asked alone so that none hides behind another: step id → indexes.
 * A guard such as "the registry still runs" is green whenever its step is reached, and is seen failing here.
 */
export async function redWhenEmpty(stage: Stage, steps: readonly Step[]): Promise<Map<string, Set<number>>> {
  const red = new Map<string, Set<number>>();
  for (const step of steps) {
    const alone = await Promise.all(step.check.map((check) => stage.look({ ...step, check: [check] })));
    const failed = [...alone.keys()].filter((index) =>
      alone[index]!.some(({ status }) => status === 'failed'),
    );
    red.set(step.id, new Set(failed));
  }
  return red;
}
