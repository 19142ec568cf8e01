import { z } from 'zod';
import { nearest } from '../lab/nearest.ts';
import { found, missed } from './finding.ts';
import type { CheckKind, Evaluation } from './kind.ts';
import { code, count, joined, listed, sentence } from './phrases.ts';
import { parsePublishing } from './ports.ts';
import { outdatedImage } from './service-outdated.ts';
import { serviceProblems } from './service-problems.ts';
import { absent, mounts, pairs, publishings, reference, text, texts } from './spec-parts.ts';
import type { SwarmService } from './swarm-state.ts';
import { inSwarm, NO_SWARM, nodes, services, tasksOf, typedImage } from './swarm-state.ts';
import type { World } from './kind.ts';

const schema = z.strictObject({
  name: text,
  /** No service of this name. */
  absent,
  /** Without a tag every tag of the repository will do; a digest that the client added does not matter. */
  image: reference.optional(),
  /** It runs what the registry has under that name now, not what it had when the order was given. */
  current: z.literal(true).optional(),
  /** So many tasks are asked for, and run. */
  replicas: z.int().nonnegative().optional(),
  /** So many tasks are asked for, whether they run or not. */
  desired: z.int().nonnegative().optional(),
  mode: z.enum(['replicated', 'global']).optional(),
  publishes: publishings('PUBLISHED:TARGET').optional(),
  /** How it publishes those ports; either way when left out. */
  publishMode: z.enum(['ingress', 'host']).optional(),
  /** Such as `node.role==manager`; spaces do not matter. */
  constraints: texts.optional(),
  mounts: mounts.optional(),
  env: pairs.optional(),
});

export type ServiceSpec = z.infer<typeof schema>;

/** A service of a swarm by its name: its image, how many tasks run, its ports, constraints, mounts and variables. */
export const service: CheckKind<ServiceSpec> = {
  kind: 'service',
  schema,
  title: (spec) =>
    spec.absent ? `no service ${code(spec.name)}` : `service ${code(spec.name)} ${asked(spec)}`,
  async evaluate(spec, world) {
    const { engine } = world;
    const active = await inSwarm(engine);
    if (spec.absent && !active) return found(`no service called ${code(spec.name)}`, NO_SWARM.actual);
    const expected = spec.absent
      ? `no service called ${code(spec.name)}`
      : `a service ${code(spec.name)} that ${asked(spec)}`;
    if (!active) return missed(expected, NO_SWARM.actual, { help: NO_SWARM.help });
    const all = await services(engine);
    const there = all.find(({ Spec }) => Spec.Name === spec.name);
    if (spec.absent) {
      if (!there) return found(expected, 'there is none');
      return missed(expected, `the service ${code(spec.name)} is still there`, {
        help: `${code(`docker service rm ${spec.name}`)} removes it. Removing its containers does not help: the swarm starts new ones.`,
      });
    }
    if (!there) return missing(spec, expected, all, world);
    const [tasks, around] = await Promise.all([tasksOf(engine, there.ID), nodes(engine)]);
    const problems = serviceProblems(spec, there, { tasks, nodes: around });
    const outdated = spec.current && (await outdatedImage(there, world));
    if (outdated) problems.unshift(outdated);
    if (problems.length === 0) return found(expected, `it ${asked(spec)}`);
    const clauses = problems.map(({ actual }) => actual);
    return missed(expected, `${code(spec.name)} ${clauses.join(', and ')}`, {
      help: sentence(problems[0]!.help),
    });
  },
  explains: ({ absent: gone, publishes }, lack) =>
    !gone &&
    lack.what === 'address' &&
    /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(lack.host) &&
    (publishes?.some((one) => parsePublishing(one)?.host === lack.port) ?? false),
  lint: ({ absent: gone, ...rest }) => {
    if (gone && Object.keys(rest).length > 1) {
      return [{ message: 'an absent service can have no other properties', path: ['absent'] }];
    }
    if (rest.current && rest.image === undefined) {
      return [{ message: '`current` says how `image` is meant: add that', path: ['current'] }];
    }
    if (rest.publishMode !== undefined && rest.publishes === undefined) {
      return [{ message: '`publishMode` says how `publishes` is meant: add that', path: ['publishMode'] }];
    }
    return [];
  },
};

/** "runs `registry:2` with 3 tasks and publishes 5000→5000": the same words in title and verdict. */
function asked({
  image,
  current,
  replicas,
  desired,
  mode,
  publishes,
  constraints,
  mounts,
  env,
}: ServiceSpec): string {
  const parts = [
    image === undefined ? undefined : `runs ${code(image)}${current ? ' as pushed last' : ''}`,
    replicas === undefined ? undefined : `has ${count(replicas, 'running task')}`,
    desired === undefined ? undefined : `is to have ${count(desired, 'task')}`,
    mode === undefined ? undefined : `is ${mode}`,
    publishes && `publishes ${publishes.map((one) => one.replace(/:(?=[^:]*$)/, '→')).join(', ')}`,
    constraints && `runs only where ${joined(constraints.map(code), 'and')}`,
    mounts &&
      `mounts ${mounts.map(({ target, source }) => code(source ? `${source}:${target}` : target)).join(', ')}`,
    env && `has ${Object.keys(env).map(code).join(', ')} set`,
  ].filter((part) => part !== undefined);
  return parts.length ? joined(parts, 'and') : 'exists';
}

/** No service of that name: is it misspelled, did Docker name it, or was a plain container run? */
async function missing(
  spec: ServiceSpec,
  expected: string,
  all: readonly SwarmService[],
  { engine }: World,
): Promise<Evaluation> {
  const { name, image } = spec;
  const actual = `no service is called ${code(name)}${all.length === 0 ? '; there is none at all' : ''}`;
  const names = all.map(({ Spec }) => Spec.Name);
  const near = nearest(name, names);
  if (near) {
    return missed(expected, actual, {
      nearest: `there is one called ${code(near)}, not ${code(name)}`,
      help: `A service cannot be renamed: ${code(`docker service rm ${near}`)}, and create it as ${code(name)}.`,
    });
  }
  const alike = all.find(
    ({ Spec }) =>
      image !== undefined &&
      !spec.absent &&
      typedImage(Spec.TaskTemplate.ContainerSpec?.Image ?? '') === image,
  );
  if (alike) {
    return missed(expected, actual, {
      nearest: `a service of ${code(image!)} is there, but it is called ${code(alike.Spec.Name)}`,
      help: `Without ${code('--name')} before the image the swarm makes a name up. Remove it with ${code(`docker service rm ${alike.Spec.Name}`)}, and create it with ${code(`--name ${name}`)}.`,
    });
  }
  const containers = await engine.api.listContainers({ all: true });
  const container = containers.find(({ Names }) => (Names ?? []).includes(`/${name}`));
  if (container) {
    return missed(expected, actual, {
      nearest: `there is a container called ${code(name)}`,
      help: `${code('docker run')} makes a container on this node only. Remove it with ${code(`docker rm -f ${name}`)}, and let the swarm run it: ${code('docker service create')}.`,
    });
  }
  return missed(expected, actual, {
    nearest: names.length ? `there ${names.length === 1 ? 'is' : 'are'} ${listed(names)}` : undefined,
    help: '`docker service create` makes a service, and `docker service ls` lists them.',
  });
}
