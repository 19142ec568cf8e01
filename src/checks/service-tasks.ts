import { code, count, joined, listed } from './phrases.ts';
import type { SwarmNode, SwarmService, SwarmTask } from './swarm-state.ts';
import { typedImage } from './swarm-state.ts';

export interface TaskReport {
  readonly wanted: number;
  readonly running: number;
  /** Why the others do not run: a clause, and what to do about it. Undefined when nothing is wrong, or not yet. */
  readonly problem?: { readonly actual: string; readonly help: string } | undefined;
}

/** How many tasks of a service run, of how many, and why the rest does not. Only tasks of its present image count. */
export function reportTasks(
  service: SwarmService,
  tasks: readonly SwarmTask[],
  nodes: readonly SwarmNode[],
): TaskReport {
  const replicas = service.Spec.Mode?.Replicated?.Replicas;
  const image = service.Spec.TaskTemplate.ContainerSpec?.Image;
  const current = tasks.filter(({ Spec }) => Spec.ContainerSpec?.Image === image);
  const running = current.filter(
    ({ DesiredState, Status }) => DesiredState === 'running' && Status.State === 'running',
  ).length;
  const wanted = replicas ?? nodes.filter(({ Spec }) => Spec.Availability !== 'drain').length;
  if (running >= wanted) return { wanted, running };
  return { wanted, running, problem: why(service, current, nodes) };
}

function why(
  { Spec }: SwarmService,
  tasks: readonly SwarmTask[],
  nodes: readonly SwarmNode[],
): TaskReport['problem'] {
  const failing = latestBySlot(tasks).filter(({ Status }) => Status.Err);
  const errors = new Map<string, SwarmTask[]>();
  for (const task of failing) errors.set(task.Status.Err!, [...(errors.get(task.Status.Err!) ?? []), task]);
  const [worst] = [...errors].sort(([, a], [, b]) => b.length - a.length);
  if (!worst) return endsAtOnce(tasks);
  const [error, at] = worst;
  const hosts = [
    ...new Set(at.flatMap(({ NodeID }) => nodes.find(({ ID }) => ID === NodeID)?.Description.Hostname ?? [])),
  ].sort();
  const where = hosts.length ? ` on ${listed(hosts)}` : '';
  return {
    actual: `${count(at.length, 'task')} ${at.length === 1 ? 'fails' : 'fail'}${where}: ${code(error)}`,
    help: helpFor(error, Spec, at.length),
  };
}

/** No error, and yet nothing runs: tasks whose program came to its end are started again and again. */
function endsAtOnce(tasks: readonly SwarmTask[]): TaskReport['problem'] {
  if (!tasks.some(({ Status }) => Status.State === 'complete')) return undefined;
  return {
    actual: 'its program ends at once, without an error',
    help: `A service runs what goes on running. What does its image start, by ${code('CMD')} or ${code('ENTRYPOINT')}? Build it anew with a program that stays.`,
  };
}

/** The newest task of each slot that says anything of why it does not run. */
function latestBySlot(tasks: readonly SwarmTask[]): SwarmTask[] {
  const latest = new Map<string, SwarmTask>();
  for (const task of tasks) {
    const slot = String(task.Slot || task.NodeID || '');
    const known = latest.get(slot);
    // A successor that is on its way knows nothing yet; what its predecessor said still holds.
    const knows = task.Status.Err !== undefined || task.Status.State === 'running';
    if (knows && (!known || task.CreatedAt > known.CreatedAt)) latest.set(slot, task);
  }
  return [...latest.values()];
}

function helpFor(error: string, spec: SwarmService['Spec'], tasks: number): string {
  const name = spec.Name;
  const image = typedImage(spec.TaskTemplate.ContainerSpec?.Image ?? '');
  if (/no such image/i.test(error)) {
    return `Each node pulls ${code(image)} for itself, and ${tasks === 1 ? 'this one' : 'these'} found it nowhere. Is it in a registry that every node reaches by that name, and was it pushed? Then ${code(`docker service update --image …`)} names it.`;
  }
  if (/no suitable node/i.test(error)) {
    const constraints = spec.TaskTemplate.Placement?.Constraints ?? [];
    return constraints.length
      ? `No node meets ${joined(constraints.map(code), 'and')}: compare with ${code('docker node ls')}, and take it back with ${code(`docker service update --constraint-rm … ${name}`)}.`
      : `${code('docker node ls')} shows which nodes take tasks: a drained one takes none, and a port in host mode fits on each node once.`;
  }
  if (/host-mode port|already allocated|already in use/i.test(error)) {
    return 'Something else has that port on that node. Free it, or publish another one.';
  }
  if (/non-zero exit/i.test(error)) {
    return `The program starts and ends with an error: ${code(`docker service logs ${name}`)} shows what it said.`;
  }
  return `${code(`docker service ps --no-trunc ${name}`)} shows every task with its error.`;
}
