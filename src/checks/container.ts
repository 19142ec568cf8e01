import { z } from 'zod';
import { containerName } from './engine-state.ts';
import { absentContainer, missingContainer } from './container-missing.ts';
import { containerProblems } from './container-problems.ts';
import { found, missed } from './finding.ts';
import type { CheckKind } from './kind.ts';
import { code, joined, sentence } from './phrases.ts';
import { parsePublishing } from './ports.ts';
import { absent, containerMounts, pairs, publishings, reference, text } from './spec-parts.ts';

const schema = z.strictObject({
  name: text,
  /** No container of this name, running or not. */
  absent,
  /** Without a tag every tag of the repository will do. */
  image: reference.optional(),
  state: z.enum(['running', 'exited', 'created', 'paused']).optional(),
  publishes: publishings('HOST:CONTAINER').optional(),
  mounts: containerMounts.optional(),
  env: pairs.optional(),
  /** A network that it belongs to. */
  network: text.optional(),
});

export type ContainerSpec = z.infer<typeof schema>;

/** A container by its name: which image it was made of, its state, ports, mounts and variables. */
export const container: CheckKind<ContainerSpec> = {
  kind: 'container',
  schema,
  title: (spec) =>
    spec.absent ? `no container ${code(spec.name)}` : `container ${code(spec.name)} ${asked(spec)}`,
  async evaluate(spec, world) {
    const { api } = world.engine;
    const all = await api.listContainers({ all: true });
    const there = all.find((one) => containerName(one) === spec.name);
    if (spec.absent) return absentContainer(spec.name, there);
    const expected = `a container ${code(spec.name)} that ${asked(spec)}`;
    if (!there) return missingContainer(spec, expected, all, world);
    const problems = await containerProblems(spec, await api.getContainer(there.Id).inspect(), world);
    const [first, second] = problems;
    if (!first) return found(expected, `it ${asked(spec)}`);
    return missed(
      expected,
      `${code(spec.name)} ${joined(
        problems.map(({ actual }) => actual),
        'and',
      )}`,
      {
        nearest: first.nearest,
        help: sentence(first.yields && second ? second.help : first.help),
      },
    );
  },
  explains: ({ absent, publishes }, lack) => {
    if (absent || lack.what !== 'address' || !LOOPBACK.test(lack.host)) return false;
    return publishes === undefined || publishes.some((one) => parsePublishing(one)?.host === lack.port);
  },
  lint: ({ absent, ...rest }) =>
    absent && Object.keys(rest).length > 1
      ? [{ message: 'an absent container can have no other properties', path: ['absent'] }]
      : [],
};

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/** "runs `registry`, publishes 5000→5000 and mounts `data`": the same words in title and verdict. */
function asked({ image, state, publishes, mounts, env, network }: ContainerSpec): string {
  const parts = [
    image === undefined ? undefined : `is made of ${code(image)}`,
    state === undefined ? undefined : state === 'running' ? 'runs' : `is ${state}`,
    publishes && `publishes ${publishes.map((one) => one.replace(/:(?=[^:]*$)/, '→')).join(', ')}`,
    mounts &&
      `mounts ${mounts.map(({ target, source }) => code(source ? `${source}:${target}` : target)).join(', ')}`,
    network && `is in the network ${code(network)}`,
    env && `has ${Object.keys(env).map(code).join(', ')} set`,
  ].filter((part) => part !== undefined);
  return parts.length ? joined(parts, 'and') : 'exists';
}
