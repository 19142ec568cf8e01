import type { CreateBody } from '../containers/create.ts';
import type { Node, Service, Task } from './objects.ts';

/** `web.2` for the second task of a replicated service, `web.NODE` for the one of a global service. */
export function taskName(service: Pick<Service, 'spec'>, task: Pick<Task, 'slot' | 'nodeId'>): string {
  return `${service.spec.Name}.${task.slot ?? task.nodeId ?? ''}`;
}

/** What is asked of a node's engine for a task: name and body of a container, as Docker's own nodes ask. */
export function containerOf(service: Service, task: Task, node: Node): { name: string; body: CreateBody } {
  const spec = task.spec.ContainerSpec!;
  const name = taskName(service, task);
  const labels = {
    ...spec.Labels,
    'com.docker.swarm.node.id': node.id,
    'com.docker.swarm.service.id': service.id,
    'com.docker.swarm.service.name': service.spec.Name,
    'com.docker.swarm.task': '',
    'com.docker.swarm.task.id': task.id,
    'com.docker.swarm.task.name': `${name}.${task.id}`,
  };
  const hostPorts = task.ports.map(({ TargetPort, PublishedPort, Protocol = 'tcp' }) => [
    `${TargetPort}/${Protocol}`,
    [{ HostIp: node.address, HostPort: PublishedPort ? String(PublishedPort) : '' }],
  ]);
  return {
    name: `${name}.${task.id}`,
    body: {
      Image: spec.Image,
      Labels: labels,
      Env: spec.Env ?? [],
      ...(spec.Command?.length ? { Entrypoint: spec.Command } : {}),
      ...(spec.Args?.length ? { Cmd: spec.Args } : {}),
      ...(spec.Hostname ? { Hostname: spec.Hostname } : {}),
      ...(spec.Dir ? { WorkingDir: spec.Dir } : {}),
      ...(spec.User ? { User: spec.User } : {}),
      ...(spec.StopSignal ? { StopSignal: spec.StopSignal } : {}),
      Tty: spec.TTY ?? false,
      HostConfig: {
        Mounts: spec.Mounts ?? [],
        PortBindings: Object.fromEntries(hostPorts) as Record<string, { HostIp: string; HostPort: string }[]>,
      },
    },
  };
}
