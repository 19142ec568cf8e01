import type { LogFile } from '../containers/log-file.ts';
import { lineOf, readLogQuery, select, wanted } from '../containers/log-query.ts';
import type { LogQuery } from '../containers/log-query.ts';
import type { LogEntry } from '../containers/log-file.ts';
import type { Call } from '../http/call.ts';
import { flag } from '../http/call.ts';
import { openOutput } from '../http/output.ts';
import type { Output } from '../http/output.ts';
import type { Router } from '../http/router.ts';
import type { Task } from '../swarm/objects.ts';
import type { Swarm } from '../swarm/swarm.ts';

/** Logs of all tasks of a service, or of one task, from whatever node they run on. */
export function serviceLogRoutes(router: Router, swarm: Swarm): void {
  router.on('GET', '/services/:id/logs', (call) => {
    swarm.require();
    const { id, spec } = swarm.store.service(call.params.id!);
    follow(call, swarm, () => swarm.store.tasksOf(id), spec.TaskTemplate.ContainerSpec?.TTY ?? false);
  });
  router.on('GET', '/tasks/:id/logs', (call) => {
    swarm.require();
    const { id, spec } = swarm.store.tasks.require(call.params.id!);
    const only = (): Task[] => [swarm.store.tasks.get(id)].filter((task) => task !== undefined);
    follow(call, swarm, only, spec.ContainerSpec?.TTY ?? false);
  });
}

function follow(call: Call, swarm: Swarm, tasks: () => readonly Task[], tty: boolean): void {
  const { query, signal } = call;
  const wish = readLogQuery(query);
  const details = flag(query, 'details');
  const output = openOutput(call, tty);
  const stops = new Map<string, () => void>();
  const look = (): void => {
    for (const task of tasks()) {
      if (stops.has(task.id)) continue;
      const log = logOf(task, swarm);
      if (!log) continue;
      const send = (entry: LogEntry): void => write(output, entry, wish, details ? task : undefined);
      for (const entry of select(wish, log.read())) send(entry);
      stops.set(
        task.id,
        log.listen((entry) => {
          if (wanted(wish, entry)) send(entry);
        }),
      );
    }
  };
  const end = (): void => {
    for (const stop of stops.values()) stop();
    swarm.orchestrator.changes.off('change', look);
    output.end();
  };
  look();
  if (!flag(query, 'follow')) return end();
  swarm.orchestrator.changes.on('change', look);
  signal.addEventListener('abort', end, { once: true });
}

function logOf({ nodeId, containerId }: Task, swarm: Swarm): LogFile | undefined {
  const node = swarm.store.nodes.get(nodeId ?? '');
  return node && containerId ? swarm.machineOf(node).containers.logOf(containerId) : undefined;
}

/** With details, each line says where it comes from; clients turn that into `web.1.ID@NODE    | `. */
function write(output: Output, entry: LogEntry, wish: LogQuery, task: Task | undefined): void {
  if (!task) return output.write(entry.stream, lineOf(wish, entry));
  const from = [
    `com.docker.swarm.node.id=${task.nodeId ?? ''}`,
    `com.docker.swarm.service.id=${task.serviceId}`,
    `com.docker.swarm.task.id=${task.id}`,
  ].join(',');
  output.write(entry.stream, lineOf(wish, { ...entry, log: `${from} ${entry.log}` }));
}
