import type { Given } from '../argv/given.ts';
import { mountOf } from '../containers/mounts.ts';
import { environmentOf, pairsOf } from '../containers/settings-files.ts';
import { Failure } from '../failure.ts';
import type { Port, ServiceSpec } from './objects.ts';
import { portsOf } from './publish.ts';
import { containerParts, resourcesOf, restartOf, updateOf } from './spec.ts';

/** A specification with the changes that the flags of `docker service update` ask for. */
export function changedSpec(spec: ServiceSpec, flags: Given): ServiceSpec {
  const { TaskTemplate: task } = spec;
  const { ContainerSpec: container } = task;
  const resources = resourcesOf(flags);
  const restart = restartOf(flags);
  const args = flags.text('args');
  const constraints = changedList(task.Placement?.Constraints, flags, 'constraint');
  const most = flags.number('replicas-max-per-node');
  return withoutUndefined({
    ...spec,
    Labels: changedLabels(spec.Labels, flags, 'label'),
    TaskTemplate: withoutUndefined({
      ...task,
      ContainerSpec: withoutUndefined({
        ...container,
        ...containerParts(flags),
        ...(flags.has('image') ? { Image: flags.text('image')! } : {}),
        ...(args === undefined ? {} : { Args: args.split(/\s+/).filter(Boolean) }),
        Labels: changedLabels(container.Labels, flags, 'container-label'),
        Env: changedEnv(container.Env, flags),
        Mounts: changedMounts(container.Mounts, flags),
      }),
      Resources: {
        ...task.Resources,
        Limits: { ...task.Resources?.Limits, ...resources.limits },
        Reservations: { ...task.Resources?.Reservations, ...resources.reservations },
      },
      RestartPolicy: restart
        ? { Condition: 'any', MaxAttempts: 0, ...task.RestartPolicy, ...restart }
        : task.RestartPolicy,
      Placement: withoutUndefined({
        ...task.Placement,
        Constraints: constraints,
        ...(most === undefined ? {} : { MaxReplicas: most }),
      }),
      ForceUpdate: (task.ForceUpdate ?? 0) + (flags.on('force') ? 1 : 0),
    }),
    Mode: changedMode(spec, flags),
    UpdateConfig: updateOf(flags, 'update', spec.UpdateConfig) ?? spec.UpdateConfig,
    RollbackConfig: updateOf(flags, 'rollback', spec.RollbackConfig) ?? spec.RollbackConfig,
    EndpointSpec: withoutUndefined({
      ...spec.EndpointSpec,
      ...(flags.has('endpoint-mode') ? { Mode: flags.text('endpoint-mode')! } : {}),
      Ports: changedPorts(spec.EndpointSpec?.Ports, flags),
    }),
  });
}

function changedMode(spec: ServiceSpec, flags: Given): ServiceSpec['Mode'] {
  const replicas = flags.number('replicas');
  if (replicas === undefined) return spec.Mode;
  if (!spec.Mode?.Replicated) {
    throw new Failure('replicas can only be used with replicated or replicated-job mode');
  }
  return { ...spec.Mode, Replicated: { ...spec.Mode.Replicated, Replicas: replicas } };
}

function changedLabels(
  labels: Record<string, string> | undefined,
  flags: Given,
  name: string,
): Record<string, string> | undefined {
  const [added, removed] = [flags.list(`${name}-add`), flags.list(`${name}-rm`)];
  if (!added.length && !removed.length) return labels;
  const kept = Object.entries(labels ?? {}).filter(([key]) => !removed.includes(key));
  return { ...Object.fromEntries(kept), ...pairsOf(added) };
}

function changedList(list: string[] | undefined, flags: Given, name: string): string[] | undefined {
  const [added, removed] = [flags.list(`${name}-add`), flags.list(`${name}-rm`)];
  if (!added.length && !removed.length) return list;
  const kept = (list ?? []).filter((entry) => !removed.includes(entry));
  return [...new Set([...kept, ...added])];
}

function changedEnv(env: string[] | undefined, flags: Given): string[] | undefined {
  const [added, removed] = [environmentOf([], flags.list('env-add')), flags.list('env-rm')];
  if (!added.length && !removed.length) return env;
  const nameOf = (entry: string): string => entry.split('=', 1)[0]!;
  const gone = new Set([...removed, ...added.map(nameOf)]);
  return [...(env ?? []).filter((entry) => !gone.has(nameOf(entry))), ...added];
}

type Mounts = ServiceSpec['TaskTemplate']['ContainerSpec']['Mounts'];

function changedMounts(mounts: Mounts, flags: Given): Mounts {
  const added = flags.list('mount-add').map((value) => mountOf(value) as NonNullable<Mounts>[number]);
  const gone = new Set([...flags.list('mount-rm'), ...added.map(({ Target }) => Target)]);
  if (gone.size === 0) return mounts;
  return [...(mounts ?? []).filter(({ Target }) => !gone.has(Target)), ...added];
}

/** `--publish-rm` names the port in the container, as docker has it. */
function changedPorts(ports: Port[] | undefined, flags: Given): Port[] | undefined {
  const [added, removed] = [portsOf(flags.list('publish-add')), flags.list('publish-rm')];
  if (!added.length && !removed.length) return ports;
  const targets = new Set(
    removed.map((text) =>
      text
        .split('/')[0]!
        .split(':')
        .at(-1)!
        .replace(/^.*target=(\d+).*$/, '$1'),
    ),
  );
  const same = (one: Port, other: Port): boolean =>
    one.TargetPort === other.TargetPort && one.PublishedPort === other.PublishedPort;
  const kept = (ports ?? []).filter(
    (port) => !targets.has(String(port.TargetPort)) && !added.some((other) => same(port, other)),
  );
  return [...kept, ...added];
}

function withoutUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
