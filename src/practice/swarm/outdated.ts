import { isDeepStrictEqual } from 'node:util';
import { meets } from './constraint.ts';
import type { Node, Service, Task } from './objects.ts';
import type { PortConfig, ServiceSpec } from './spec.ts';

/** The ports that a service's tasks open on their own nodes. */
export function hostPorts({ EndpointSpec }: ServiceSpec): PortConfig[] {
  return (EndpointSpec?.Ports ?? []).filter(({ PublishMode }) => PublishMode === 'host');
}

/** Whether a task is made by an older specification of its service, so that an update has to replace it. */
export function isOutdated(task: Task, { spec }: Service, node: Node | undefined): boolean {
  const { Placement: was, ...old } = task.spec;
  const { Placement: is, ...now } = spec.TaskTemplate;
  if (!isDeepStrictEqual(plain(old), plain(now))) return true;
  if (!isDeepStrictEqual(plain(task.ports), plain(hostPorts(spec)))) return true;
  // Another placement alone moves only the tasks that it does not allow where they are.
  if (isDeepStrictEqual(plain(was), plain(is))) return false;
  return node === undefined || !meets(node, is?.Constraints ?? []);
}

/** As it comes back from disk: without what is undefined. */
const plain = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));
