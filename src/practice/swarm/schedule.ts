import { meets } from './constraint.ts';
import type { Node, Task } from './objects.ts';
import { isOver, isWanted } from './objects.ts';
import type { PortConfig, TaskSpec } from './spec.ts';

const UNAVAILABLE = 'not available for new tasks';

export interface Wish {
  readonly serviceId: string;
  readonly spec: TaskSpec;
  /** Ports of `mode=host`: a node has each once. */
  readonly ports: readonly PortConfig[];
}

/** The node for a task, or why there is none, in swarmkit's words. */
export function chooseNode(
  { serviceId, spec, ports }: Wish,
  nodes: readonly Node[],
  tasks: readonly Task[],
): { readonly node: Node } | { readonly problem: string } {
  const busy = tasks.filter((task) => isWanted(task) && !isOver(task));
  const load = (node: Node, ofService: boolean): number =>
    busy.filter((task) => task.nodeId === node.id && (!ofService || task.serviceId === serviceId)).length;
  const refused = new Map<string, number>();
  const fits = (node: Node): boolean => {
    const reason = misfit(node, spec, ports, busy, load(node, true));
    if (reason) refused.set(reason, (refused.get(reason) ?? 0) + 1);
    return !reason;
  };
  const fitting = nodes.filter(fits);
  const [best] = fitting.sort(
    (one, other) =>
      load(one, true) - load(other, true) ||
      load(one, false) - load(other, false) ||
      (one.hostname < other.hostname ? -1 : 1),
  );
  if (best) return { node: best };
  const reasons = [...refused].map(([reason, count]) => {
    const nodes = `${count} node${count === 1 ? '' : 's'}`;
    return reason === UNAVAILABLE ? `${nodes} ${reason}` : `${reason} on ${nodes}`;
  });
  return { problem: `no suitable node${reasons.length ? ` (${reasons.join('; ')})` : ''}` };
}

/** Whether a global service has a task there. */
export function takesGlobal(node: Node, spec: TaskSpec): boolean {
  return node.availability !== 'drain' && meets(node, spec.Placement?.Constraints ?? []);
}

function misfit(
  node: Node,
  spec: TaskSpec,
  ports: readonly PortConfig[],
  busy: readonly Task[],
  ofService: number,
): string | undefined {
  if (node.availability !== 'active') return UNAVAILABLE;
  if (!meets(node, spec.Placement?.Constraints ?? [])) return 'scheduling constraints not satisfied';
  const most = spec.Placement?.MaxReplicas ?? 0;
  if (most > 0 && ofService >= most) return 'max replicas per node limit exceed';
  const taken = ports.some(({ PublishedPort }) =>
    busy.some(
      (task) =>
        task.nodeId === node.id &&
        task.ports.some((port) => PublishedPort && port.PublishedPort === PublishedPort),
    ),
  );
  return taken ? 'host-mode port already in use' : undefined;
}
