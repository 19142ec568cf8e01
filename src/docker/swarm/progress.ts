import { setTimeout as pause } from 'node:timers/promises';
import type { EngineApi } from '../engine-api.ts';
import { filtersOf } from '../engine-api.ts';
import { err } from '../print/streams.ts';
import type { Node, Service, Task } from './objects.ts';
import { servicePath } from './objects.ts';
import { ProgressLines } from './progress-lines.ts';

/** How often the engine is asked. */
const pollMs = 200;
/** How long all tasks must run before they count as stable, when the service does not say, in nanoseconds. */
const usualMonitor = 5e9;

/** The states that a task goes through, in order: how far a bar is. */
const order = [
  'new',
  'allocated',
  'pending',
  'assigned',
  'accepted',
  'preparing',
  'ready',
  'starting',
  'running',
];
const over = new Set(['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned']);

/** Services with more tasks than this show a sum only. */
const mostBars = 20;

/**
 * Shows how the tasks of a service come to be as asked, until they are and stay so. Resolves to the exit code:
 * 1 when an update was paused or rolled back. An interrupt only ends the watching.
 */
export async function followService(name: string, engine: EngineApi, quiet: boolean): Promise<number> {
  const lines = new ProgressLines(process.stdout, quiet);
  let interrupted = false;
  const onInterrupt = (): void => {
    interrupted = true;
  };
  process.on('SIGINT', onInterrupt);
  try {
    return await watch(name, engine, lines, () => interrupted);
  } finally {
    process.off('SIGINT', onInterrupt);
    lines.end();
  }
}

async function watch(
  name: string,
  engine: EngineApi,
  lines: ProgressLines,
  isInterrupted: () => boolean,
): Promise<number> {
  let stableSince: number | undefined;
  let rollingBack = false;
  for (;;) {
    const service = await engine.get<Service>(servicePath(name));
    const { State: state = '', Message: message = '' } = service.UpdateStatus ?? {};
    if (state === 'paused') return failed(`service update paused: ${message}`);
    if (state === 'rollback_paused') return failed(`service rollback paused: ${message}`);
    if (state === 'rollback_completed' && rollingBack && !/manually/.test(lines.note)) {
      if (lines.note) return failed(`service rolled back: ${lines.note}`);
    }
    if (state === 'rollback_started' && !rollingBack) {
      rollingBack = true;
      lines.say('rollback', message);
    }
    const { running, wanted, bars } = await progressOf(service, engine);
    const prefix = rollingBack ? 'rolling back update: ' : '';
    lines.show(
      `overall progress: ${prefix}${running} out of ${wanted} tasks`,
      wanted <= mostBars ? bars : [],
    );
    const updating = state === 'updating' || state === 'rollback_started';
    // An update itself watches its tasks for the same time before it says that it is completed.
    if (running !== wanted || (updating && state === 'rollback_started')) stableSince = undefined;
    else {
      stableSince ??= performance.now();
      const left =
        (service.Spec.UpdateConfig?.Monitor || usualMonitor) / 1e6 - (performance.now() - stableSince);
      if (left <= 0) {
        lines.say('verify', `Service ${name} converged`);
        return 0;
      }
      lines.say('verify', `Waiting ${Math.ceil(left / 1000)} seconds to verify that tasks are stable...`);
    }
    if (isInterrupted()) {
      lines.say('', 'Operation continuing in background.');
      lines.say('', `Use \`docker service ps ${name}\` to check progress.`);
      return 0;
    }
    await pause(pollMs);
  }
}

function failed(message: string): number {
  err(message);
  return 1;
}

interface Progress {
  readonly running: number;
  readonly wanted: number;
  /** A line for each task: `1/3: running`. */
  readonly bars: readonly { readonly id: string; readonly text: string; readonly done: number }[];
}

async function progressOf(service: Service, engine: EngineApi): Promise<Progress> {
  const tasks = await engine.get<Task[]>('/tasks', {
    filters: filtersOf([`service=${service.ID}`, '_up-to-date=true']),
  });
  const replicas = service.Spec.Mode?.Replicated ? (service.Spec.Mode.Replicated.Replicas ?? 1) : undefined;
  const current = latest(tasks);
  const places = [...current.keys()].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : a < b ? -1 : 1,
  );
  const wanted = replicas ?? Math.max(places.length, await placesOf(service, engine));
  const bars = Array.from({ length: wanted }, (_, index) => {
    const task = replicas === undefined ? current.get(places[index] ?? '') : current.get(index + 1);
    return { id: `${index + 1}/${wanted}`, ...barOf(task) };
  });
  const running = [...current.values()].filter(
    ({ DesiredState, Status }) => DesiredState === 'running' && Status.State === 'running',
  ).length;
  return { running: Math.min(running, wanted), wanted, bars };
}

/** The newest task of each slot, or of each node. */
function latest(tasks: readonly Task[]): Map<number | string, Task> {
  const found = new Map<number | string, Task>();
  for (const task of tasks) {
    const place = task.Slot || task.NodeID || '';
    const known = found.get(place);
    const rank = (one: Task): number =>
      Number(one.DesiredState === 'running' || one.DesiredState === 'ready');
    if (
      !known ||
      rank(task) > rank(known) ||
      (rank(task) === rank(known) && task.CreatedAt > known.CreatedAt)
    ) {
      found.set(place, task);
    }
  }
  return found;
}

function barOf(task: Task | undefined): { text: string; done: number } {
  if (!task) return { text: '', done: 0 };
  const { State: state, Err: error } = task.Status;
  if (error) return { text: error, done: 0 };
  return over.has(state)
    ? { text: '', done: 0 }
    : { text: state, done: (order.indexOf(state) + 1) / order.length };
}

/** On how many nodes a global service runs: the engine counts them. */
async function placesOf(service: Service, engine: EngineApi): Promise<number> {
  const [status] = await engine.get<Service[]>('/services', {
    status: true,
    filters: filtersOf([`id=${service.ID}`]),
  });
  if (status?.ServiceStatus) return status.ServiceStatus.DesiredTasks;
  const nodes = await engine.get<Node[]>('/nodes');
  return nodes.filter(({ Status, Spec }) => Status.State === 'ready' && Spec.Availability === 'active')
    .length;
}
