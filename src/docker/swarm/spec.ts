import type { Given } from '../argv/given.ts';
import { mountOf } from '../containers/mounts.ts';
import { bytesOf, requiredDuration } from '../containers/quantities.ts';
import { environmentOf, labelsOf } from '../containers/settings-files.ts';
import { Failure } from '../failure.ts';
import type { ContainerSpec, ServiceSpec, UpdateConfig } from './objects.ts';
import { portsOf } from './publish.ts';

/** The specification that the flags of `docker service create` ask for. */
export function newSpec(flags: Given, image: string, args: readonly string[]): ServiceSpec {
  const resources = resourcesOf(flags);
  const restart = restartOf(flags);
  const constraints = flags.list('constraint');
  const most = flags.number('replicas-max-per-node');
  const update = updateOf(flags, 'update');
  const rollback = updateOf(flags, 'rollback');
  const ports = portsOf(flags.list('publish'));
  return {
    Name: flags.text('name') ?? '',
    Labels: labelsOf([], flags.list('label')),
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        ...(args.length ? { Args: [...args] } : {}),
        Init: false,
        ...containerParts(flags),
        Labels: labelsOf([], flags.list('container-label')),
        Env: environmentOf(flags.list('env-file'), flags.list('env')),
        Mounts: flags.list('mount').map((value) => mountOf(value)),
        DNSConfig: {},
      },
      Resources: { Limits: resources.limits, Reservations: resources.reservations },
      ...(restart ? { RestartPolicy: restart } : {}),
      Placement: {
        ...(constraints.length ? { Constraints: [...constraints] } : {}),
        ...(most ? { MaxReplicas: most } : {}),
      },
      ForceUpdate: 0,
    },
    Mode: modeOf(flags),
    ...(update ? { UpdateConfig: update } : {}),
    ...(rollback ? { RollbackConfig: rollback } : {}),
    EndpointSpec: { Mode: flags.text('endpoint-mode') ?? 'vip', ...(ports.length ? { Ports: ports } : {}) },
  };
}

function modeOf(flags: Given): ServiceSpec['Mode'] {
  const mode = flags.text('mode') ?? 'replicated';
  const replicas = flags.number('replicas');
  if (mode === 'global') {
    if (replicas !== undefined) {
      throw new Failure('replicas can only be used with replicated or replicated-job mode');
    }
    return { Global: {} };
  }
  if (mode !== 'replicated') {
    throw new Failure(`Unknown mode: ${mode}, only replicated and global supported`);
  }
  return { Replicated: { Replicas: replicas ?? 1 } };
}

/** The parts of a container that one flag each sets, for a new service as for a changed one. */
export function containerParts(flags: Given): Partial<ContainerSpec> {
  const text = (flag: string, key: string): object => (flags.has(flag) ? { [key]: flags.text(flag) } : {});
  const on = (flag: string, key: string): object => (flags.has(flag) ? { [key]: flags.on(flag) } : {});
  const grace = flags.text('stop-grace-period');
  const entrypoint = flags.text('entrypoint');
  return {
    ...text('workdir', 'Dir'),
    ...text('user', 'User'),
    ...text('hostname', 'Hostname'),
    ...text('stop-signal', 'StopSignal'),
    ...on('tty', 'TTY'),
    ...on('read-only', 'ReadOnly'),
    ...on('init', 'Init'),
    ...(entrypoint === undefined ? {} : { Command: entrypoint.split(/\s+/).filter(Boolean) }),
    ...(grace === undefined ? {} : { StopGracePeriod: requiredDuration(grace) }),
  };
}

interface Resources {
  readonly limits: Record<string, unknown>;
  readonly reservations: Record<string, unknown>;
}

export function resourcesOf(flags: Given): Resources {
  const part = (prefix: 'limit' | 'reserve'): Record<string, unknown> => {
    const [cpu, memory] = [flags.text(`${prefix}-cpu`), flags.text(`${prefix}-memory`)];
    const pids = flags.number(`${prefix}-pids`);
    return {
      ...(cpu === undefined ? {} : { NanoCPUs: Math.round(Number(cpu) * 1e9) }),
      ...(memory === undefined ? {} : { MemoryBytes: bytesOf(memory) }),
      ...(pids === undefined ? {} : { Pids: pids }),
    };
  };
  return { limits: part('limit'), reservations: part('reserve') };
}

/** Undefined when no flag speaks of restarts. */
export function restartOf(flags: Given): Record<string, unknown> | undefined {
  const [condition, delay] = [flags.text('restart-condition'), flags.text('restart-delay')];
  const [attempts, window] = [flags.number('restart-max-attempts'), flags.text('restart-window')];
  const policy = {
    ...(condition === undefined ? {} : { Condition: condition }),
    ...(delay === undefined ? {} : { Delay: requiredDuration(delay) }),
    ...(attempts === undefined ? {} : { MaxAttempts: attempts }),
    ...(window === undefined ? {} : { Window: requiredDuration(window) }),
  };
  return Object.keys(policy).length ? policy : undefined;
}

/** `--update-…` or `--rollback-…`; what is not said stays as it was, or is as docker has it. Undefined without any. */
export function updateOf(
  flags: Given,
  prefix: 'update' | 'rollback',
  before?: UpdateConfig,
): UpdateConfig | undefined {
  const [delay, monitor] = [flags.text(`${prefix}-delay`), flags.text(`${prefix}-monitor`)];
  const [action, order] = [flags.text(`${prefix}-failure-action`), flags.text(`${prefix}-order`)];
  const parallelism = flags.number(`${prefix}-parallelism`);
  const ratio = flags.text(`${prefix}-max-failure-ratio`);
  const given: UpdateConfig = {
    ...(parallelism === undefined ? {} : { Parallelism: parallelism }),
    ...(delay === undefined ? {} : { Delay: requiredDuration(delay) }),
    ...(action === undefined ? {} : { FailureAction: action }),
    ...(monitor === undefined ? {} : { Monitor: requiredDuration(monitor) }),
    ...(ratio === undefined ? {} : { MaxFailureRatio: Number(ratio) }),
    ...(order === undefined ? {} : { Order: order }),
  };
  if (!Object.keys(given).length) return undefined;
  return {
    Parallelism: 1,
    FailureAction: 'pause',
    MaxFailureRatio: 0,
    Order: 'stop-first',
    ...before,
    ...given,
  };
}
