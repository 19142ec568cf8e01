import { isInvalid, parseReference } from '../image/reference.ts';
import { dockerFlags } from './docker-words.ts';
import { isFlag } from './flags.ts';
import { code, count, joined, listed } from './phrases.ts';
import { fitsImage } from './container-problems.ts';
import { parsePublishing } from './ports.ts';
import type { ServiceSpec } from './service.ts';
import type { SwarmNode, SwarmService, SwarmTask } from './swarm-state.ts';
import { typedImage } from './swarm-state.ts';
import { reportTasks } from './service-tasks.ts';

export interface ServiceProblem {
  /** Rest of a sentence after the service's name. */
  readonly actual: string;
  readonly help: string;
}

/** All that is not as asked, the most telling first. */
export function serviceProblems(
  spec: ServiceSpec,
  service: SwarmService,
  { tasks, nodes }: { tasks: readonly SwarmTask[]; nodes: readonly SwarmNode[] },
): ServiceProblem[] {
  const problems = [
    imageProblem(spec, service),
    lateFlagProblem(spec, service),
    modeProblem(spec, service),
    ...(spec.publishes ?? []).map((wanted) => portProblem(wanted, spec, service)),
    ...(spec.constraints ?? []).map((wanted) => constraintProblem(wanted, service)),
    ...(spec.mounts ?? []).map((wanted) => mountProblem(wanted, service)),
    ...Object.entries(spec.env ?? {}).map(([name, value]) => envProblem(name, value, service)),
    countProblem(spec, service),
    runningProblem(spec, service, tasks, nodes),
  ];
  return problems.filter((problem) => problem !== undefined);
}

const update = (name: string, flag: string): string => code(`docker service update ${flag} ${name}`);

function imageProblem({ image, name }: ServiceSpec, { Spec }: SwarmService): ServiceProblem | undefined {
  const is = Spec.TaskTemplate.ContainerSpec?.Image ?? '';
  if (image === undefined || fitsImage(image, typedImage(is))) return undefined;
  const [wanted, there] = [parseReference(image), parseReference(is)];
  const elsewhere =
    !isInvalid(wanted) && !isInvalid(there) && wanted.domain !== there.domain && there.domain === 'docker.io';
  return {
    actual: `runs ${code(typedImage(is))}, not ${code(image)}`,
    help: elsewhere
      ? `Without a registry in its name an image means Docker Hub. ${update(name, `--image ${image}`)} changes it while it runs.`
      : `${update(name, `--image ${image}`)} rolls that one out while it runs.`,
  };
}

/** A flag of `docker service create` that was typed behind the image went to the program instead. */
function lateFlagProblem({ name }: ServiceSpec, { Spec }: SwarmService): ServiceProblem | undefined {
  const [first] = Spec.TaskTemplate.ContainerSpec?.Args ?? [];
  if (first === undefined || !isFlag(first, dockerFlags('service create'))) return undefined;
  return {
    actual: `gives ${code(first)} to its program`,
    help: `Behind the image stands what its program gets; flags of ${code('docker service create')} stand before it. ${code(`docker service rm ${name}`)}, and create it again.`,
  };
}

function modeProblem({ mode, name }: ServiceSpec, { Spec }: SwarmService): ServiceProblem | undefined {
  const is = Spec.Mode?.Global ? 'global' : 'replicated';
  if (mode === undefined || mode === is) return undefined;
  return {
    actual: `is ${is}, not ${mode}`,
    help: `The mode is fixed when a service is created: ${code(`docker service rm ${name}`)}, and create it with ${code(`--mode ${mode}`)}.`,
  };
}

function portProblem(
  text: string,
  { name, publishMode }: ServiceSpec,
  { Endpoint }: SwarmService,
): ServiceProblem | undefined {
  const wanted = parsePublishing(text)!;
  const ports = Endpoint?.Ports ?? [];
  const fits = ports.find(
    ({ PublishedPort, TargetPort }) => PublishedPort === wanted.host && TargetPort === wanted.container,
  );
  if (fits && (publishMode === undefined || (fits.PublishMode ?? 'ingress') === publishMode))
    return undefined;
  const add = update(name, `--publish-add published=${wanted.host},target=${wanted.container}`);
  if (fits) {
    const change = update(
      name,
      `--publish-rm ${wanted.container} --publish-add published=${wanted.host},target=${wanted.container},mode=${publishMode}`,
    );
    return {
      actual: `publishes ${wanted.host}→${wanted.container} in ${fits.PublishMode} mode, not in ${publishMode} mode`,
      help:
        publishMode === 'host'
          ? `In ${code('mode=host')} a port is opened only where a task runs; it needs no routing mesh. ${change} changes it.`
          : `In the usual mode, ${code('ingress')}, every node answers on the port, wherever the task runs. ${change} changes it.`,
    };
  }
  if (ports.length === 0) {
    return {
      actual: 'publishes no port',
      help: `A service is reached from outside only by a port that it publishes: ${add}.`,
    };
  }
  const there = ports.map(({ PublishedPort, TargetPort }) => `${PublishedPort}→${TargetPort}`);
  const swapped = ports.some(
    ({ PublishedPort, TargetPort }) =>
      PublishedPort === wanted.container && TargetPort === wanted.host && wanted.host !== wanted.container,
  );
  return {
    actual: `publishes ${joined(there, 'and')} instead of ${wanted.host}→${wanted.container}`,
    help: swapped
      ? 'The port of the nodes comes first, the port in the container second.'
      : `${add} adds the right one, ${code('--publish-rm')} with the port in the container takes one away.`,
  };
}

function constraintProblem(wanted: string, { Spec }: SwarmService): ServiceProblem | undefined {
  const plain = (text: string): string => text.replace(/\s/g, '');
  const there = Spec.TaskTemplate.Placement?.Constraints ?? [];
  if (there.some((one) => plain(one).toLowerCase() === plain(wanted).toLowerCase())) return undefined;
  const key = (text: string): string | undefined => /^(.+)==/.exec(plain(text))?.[1];
  const opposite = there.find((one) => key(one) !== undefined && key(one) === key(wanted));
  return {
    actual: there.length
      ? `has the constraint ${listed(there)}, not ${code(wanted)}`
      : `may run on any node: it has no constraint ${code(wanted)}`,
    help: opposite
      ? `No node meets both: ${update(Spec.Name, `--constraint-rm ${plain(opposite)} --constraint-add ${plain(wanted)}`)} changes one for the other.`
      : `${update(Spec.Name, `--constraint-add ${plain(wanted)}`)} says where its tasks may run.`,
  };
}

function mountProblem(
  wanted: NonNullable<ServiceSpec['mounts']>[number],
  { Spec }: SwarmService,
): ServiceProblem | undefined {
  const there = Spec.TaskTemplate.ContainerSpec?.Mounts ?? [];
  const trimmed = (folder = ''): string => folder.replace(/(.)\/+$/, '$1');
  const mount = there.find(({ Target }) => trimmed(Target) === trimmed(wanted.target));
  const form = `--mount type=${wanted.type ?? 'volume'},source=${wanted.source ?? '…'},target=${wanted.target}`;
  const help = `A service takes ${code(form)}; ${code('-v')} is for ${code('docker run')} only.`;
  const change = `${update(Spec.Name, `--mount-rm ${wanted.target} --mount-add ${form.slice('--mount '.length)}`)} changes it.`;
  if (!mount) {
    const elsewhere = there.find(({ Source }) => wanted.source !== undefined && Source === wanted.source);
    return {
      actual: elsewhere
        ? `has ${code(wanted.source!)} at ${code(elsewhere.Target ?? '')}, not at ${code(wanted.target)}`
        : `mounts nothing at ${code(wanted.target)}`,
      help,
    };
  }
  if (wanted.type !== undefined && (mount.Type ?? 'volume') !== wanted.type) {
    return { actual: `has a ${mount.Type} at ${code(wanted.target)}, not a ${wanted.type}`, help: change };
  }
  if (wanted.source === undefined || wanted.source === mount.Source) return undefined;
  return {
    actual: `has ${mount.Source ? code(mount.Source) : 'an anonymous volume'} at ${code(wanted.target)}, not ${code(wanted.source)}`,
    help: change,
  };
}

function envProblem(name: string, value: string, { Spec }: SwarmService): ServiceProblem | undefined {
  const there = Spec.TaskTemplate.ContainerSpec?.Env ?? [];
  if (there.includes(`${name}=${value}`)) return undefined;
  const set = there.some((entry) => entry.startsWith(`${name}=`));
  return {
    actual: set ? `has another value in ${code(name)}` : `has no variable ${code(name)}`,
    help: `${update(Spec.Name, `--env-add ${name}=…`)} sets it.`,
  };
}

/** What was asked of the swarm: whether it is so already is another question. */
function countProblem(
  { replicas, desired }: ServiceSpec,
  { Spec }: SwarmService,
): ServiceProblem | undefined {
  const wanted = replicas ?? desired;
  if (wanted === undefined || Spec.Mode?.Global) return undefined;
  const is = Spec.Mode?.Replicated?.Replicas ?? 1;
  if (is === wanted) return undefined;
  return {
    actual: `is to have ${count(is, 'task')}, not ${wanted}`,
    help: `${code('docker service scale SERVICE=NUMBER')} sets how many.`,
  };
}

function runningProblem(
  { replicas, name }: ServiceSpec,
  service: SwarmService,
  tasks: readonly SwarmTask[],
  nodes: readonly SwarmNode[],
): ServiceProblem | undefined {
  if (replicas === undefined) return undefined;
  const { running, wanted, problem } = reportTasks(service, tasks, nodes);
  if (running >= Math.min(wanted, replicas)) return undefined;
  const { State: state, Message: message = '' } = service.UpdateStatus ?? {};
  const counts = `runs ${running} of ${count(wanted, 'task')}`;
  if (problem) return { actual: `${counts}: ${problem.actual}`, help: problem.help };
  if (state === 'paused' || state === 'rollback_paused') {
    return {
      actual: `${counts}: ${message}`,
      help: `${code(`docker service ps ${name}`)} shows the task that failed; ${code(`docker service rollback ${name}`)} takes the change back.`,
    };
  }
  return {
    actual: `${counts} so far`,
    help: `Give it a moment; ${code(`docker service ps ${name}`)} shows how far each task is.`,
  };
}
