import { isInvalid } from '../../image/invalid.ts';
import { parseReference } from '../../image/reference.ts';
import { ApiFailure, badRequest, notServed } from '../http/failure.ts';
import { checkConstraints } from './constraint.ts';
import type { Service } from './objects.ts';
import { invalid } from './refusals.ts';
import type { PortConfig, ServiceSpec } from './spec.ts';
import { portInOrder } from './spec.ts';

const REAL = 'a real engine has them (--engine docker)';

const CONDITIONS = ['none', 'on-failure', 'any'];

/** First port that Docker gives to a published port without a number. */
const FIRST_DYNAMIC_PORT = 30_000;

/** Refuses a specification as the engine does; `others` are the services beside it. */
export function checkService(
  spec: Partial<ServiceSpec> | undefined,
  others: readonly Service[],
): ServiceSpec {
  if (!spec?.TaskTemplate) throw invalid('missing task template');
  const { Name: name = '', TaskTemplate: task } = spec;
  if (!/^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_]*?[a-zA-Z0-9]+)?$/.test(name)) {
    throw invalid('name must be valid as a DNS name component');
  }
  if (name.length > 63) throw invalid('name must be 63 characters or fewer');
  if (others.some((other) => other.spec.Name === name)) {
    throw new ApiFailure(
      409,
      `rpc error: code = AlreadyExists desc = name conflicts with an existing object: service ${name} already exists`,
    );
  }
  if (!task.ContainerSpec) throw invalid('TaskSpec: missing runtime');
  if (!task.ContainerSpec.Image) throw invalid('ContainerSpec: image reference must be provided');
  if (isInvalid(parseReference(task.ContainerSpec.Image))) {
    throw invalid(`ContainerSpec: ${JSON.stringify(task.ContainerSpec.Image)} is not a valid repository/tag`);
  }
  const condition = task.RestartPolicy?.Condition;
  if (condition && !CONDITIONS.includes(condition)) {
    throw badRequest(`invalid RestartCondition: ${JSON.stringify(condition)}`);
  }
  if (spec.Mode && ('ReplicatedJob' in spec.Mode || 'GlobalJob' in spec.Mode)) {
    throw notServed('jobs of a swarm', REAL);
  }
  for (const [field, what] of [
    ['Secrets', 'secrets of a swarm'],
    ['Configs', 'configs of a swarm'],
  ] as const) {
    if ((task.ContainerSpec[field] as unknown[] | undefined)?.length) throw notServed(what, REAL);
  }
  if ((task['Networks'] as unknown[] | undefined)?.length) {
    throw notServed(
      'networks of your own',
      'services reach each other by published ports; a real engine has networks (--engine docker)',
    );
  }
  for (const mount of task.ContainerSpec.Mounts ?? []) {
    if (!mount.Target) throw badRequest('invalid mount target, must not be empty');
  }
  checkConstraints(task.Placement?.Constraints ?? []);
  checkPorts(spec.EndpointSpec?.Ports ?? [], others);
  return spec as ServiceSpec;
}

function checkPorts(ports: readonly PortConfig[], others: readonly Service[]): void {
  for (const port of ports) {
    if (!port.TargetPort) throw invalid('EndpointSpec: target port must be provided');
    if ((port.Protocol ?? 'tcp') !== 'tcp') {
      throw notServed(`${port.Protocol} ports`, 'tcp is there, and a real engine serves the others');
    }
    if (!port.PublishedPort) continue;
    if (
      ports.some(
        (other) =>
          other !== port &&
          other.PublishedPort === port.PublishedPort &&
          other.PublishMode === port.PublishMode &&
          other.TargetPort !== port.TargetPort,
      )
    ) {
      throw invalid(`EndpointSpec: duplicate published ports provided`);
    }
    for (const { id, spec, ports: taken } of others) {
      const same = taken.find(({ PublishedPort }) => PublishedPort === port.PublishedPort);
      if (!same || (same.PublishMode === 'host' && port.PublishMode === 'host')) continue;
      const mode = same.PublishMode === 'host' ? 'a host-published' : 'an ingress';
      throw invalid(
        `port '${port.PublishedPort}' is already in use by service '${spec.Name}' (${id}) as ${mode} port`,
      );
    }
  }
}

/** The ports with a number for each that has none; those a service had before stay. */
export function allocatePorts(
  spec: ServiceSpec,
  before: readonly PortConfig[],
  others: readonly Service[],
): PortConfig[] {
  const taken = new Set(others.flatMap(({ ports }) => ports.map(({ PublishedPort }) => PublishedPort)));
  return (spec.EndpointSpec?.Ports ?? []).map((port) => {
    const { Protocol = 'tcp', PublishMode = 'ingress' } = port;
    const full = portInOrder({ ...port, Protocol, PublishMode });
    if (port.PublishedPort || PublishMode === 'host') return full;
    const kept = before.find(
      ({ TargetPort, PublishedPort }) =>
        TargetPort === port.TargetPort && PublishedPort && !taken.has(PublishedPort),
    )?.PublishedPort;
    let number = kept ?? FIRST_DYNAMIC_PORT;
    while (!kept && taken.has(number)) number++;
    taken.add(number);
    return portInOrder({ ...full, PublishedPort: number });
  });
}
