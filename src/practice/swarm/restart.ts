import type { Task } from './objects.ts';
import type { RestartPolicy } from './spec.ts';

/** Before a task that ended is tried again, in nanoseconds. Docker waits 5 s; practice wastes no learner's time. */
export const RESTART_DELAY = 2_000_000_000;

/** Whether a task that is over is to be replaced by a new one. `before` are the tasks that its slot had. */
export function isReplaced(task: Task, before: readonly Task[]): boolean {
  const { Condition: condition = 'any', MaxAttempts: most = 0 }: RestartPolicy =
    task.spec.RestartPolicy ?? {};
  if (condition === 'none') return false;
  if (condition === 'on-failure' && task.state === 'complete') return false;
  return most === 0 || before.length <= most;
}

/** Milliseconds until the replacement may run. */
export function restartDelay(task: Task): number {
  return (task.spec.RestartPolicy?.Delay ?? RESTART_DELAY) / 1e6;
}
