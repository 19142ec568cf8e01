import { z } from 'zod';
import { nearest } from '../lab/nearest.ts';
import { found, missed } from './finding.ts';
import type { CheckKind } from './kind.ts';
import { code, count, joined, listed } from './phrases.ts';
import { pairs, text } from './spec-parts.ts';
import type { SwarmNode } from './swarm-state.ts';
import { inSwarm, NO_SWARM, nodes } from './swarm-state.ts';

const schema = z
  .strictObject({
    /** Whether the engine is in a swarm, as its manager. */
    swarm: z.enum(['active', 'inactive']).optional(),
    /** So many nodes, at least. */
    count: z.int().positive().optional(),
    /** The node that the rest is said of; without it, of any. */
    hostname: text.optional(),
    role: z.enum(['manager', 'worker']).optional(),
    availability: z.enum(['active', 'pause', 'drain']).optional(),
    state: z.enum(['ready', 'down']).optional(),
    labels: pairs.optional(),
  })
  .refine((spec) => Object.keys(spec).length > 0, 'must not be empty: it could never fail');

export type NodeSpec = z.infer<typeof schema>;

/** The swarm that the engine is in, and its nodes. */
export const node: CheckKind<NodeSpec> = {
  kind: 'node',
  schema,
  title: (spec) => wish(spec),
  async evaluate(spec, { engine }) {
    const expected = wish(spec);
    const active = await inSwarm(engine);
    if (spec.swarm === 'inactive') {
      if (!active) return found(expected, NO_SWARM.actual);
      return missed(expected, 'this engine is still in a swarm', {
        help: 'A last manager leaves only when told twice: `docker swarm leave --force`. All services go with it.',
      });
    }
    if (!active) return missed(expected, NO_SWARM.actual, { help: NO_SWARM.help });
    const all = await nodes(engine);
    if (spec.count !== undefined && all.length < spec.count) {
      return missed(expected, `the swarm has ${count(all.length, 'node')}`, {
        help: '`docker node ls` lists them; `docker swarm join-token worker` says how another one joins.',
      });
    }
    if (!speaksOfOne(spec)) return found(expected, 'it is so');
    return ofOne(spec, expected, all);
  },
  lint: (spec) =>
    spec.swarm === 'inactive' && Object.keys(spec).length > 1
      ? [{ message: 'outside of a swarm there are no nodes to say anything of', path: ['swarm'] }]
      : [],
};

const speaksOfOne = ({ hostname, role, availability, state, labels }: NodeSpec): boolean =>
  [hostname, role, availability, state, labels].some((part) => part !== undefined);

function ofOne(spec: NodeSpec, expected: string, all: readonly SwarmNode[]) {
  const { hostname } = spec;
  const names = all.map(({ Description }) => Description.Hostname);
  const candidates =
    hostname === undefined ? all : all.filter(({ Description }) => Description.Hostname === hostname);
  if (candidates.length === 0) {
    const near = nearest(hostname!, names);
    return missed(expected, `no node is called ${code(hostname!)}`, {
      nearest: near
        ? `there is one called ${code(near)}`
        : `there ${names.length === 1 ? 'is' : 'are'} ${listed(names)}`,
    });
  }
  const differences = candidates.map((candidate) => ({ candidate, wrong: problems(spec, candidate) }));
  if (differences.some(({ wrong }) => wrong.length === 0)) return found(expected, 'it is so');
  const [best] = differences.sort((a, b) => a.wrong.length - b.wrong.length);
  const name = best!.candidate.Description.Hostname;
  return missed(expected, `${code(name)} ${joined(best!.wrong, 'and')}`, {
    help: `${code(`docker node update … ${name}`)} changes a node: its \`--availability\`, its \`--role\`, and \`--label-add\`.`,
  });
}

function problems({ role, availability, state, labels }: NodeSpec, { Spec, Status }: SwarmNode): string[] {
  const wrong: string[] = [];
  if (role !== undefined && Spec.Role !== role) wrong.push(`is a ${Spec.Role}, not a ${role}`);
  if (availability !== undefined && Spec.Availability !== availability) {
    wrong.push(`has the availability ${code(Spec.Availability)}, not ${code(availability)}`);
  }
  if (state !== undefined && Status.State !== state) wrong.push(`is ${Status.State}, not ${state}`);
  for (const [key, value] of Object.entries(labels ?? {})) {
    const is = Spec.Labels?.[key];
    if (is !== value) {
      wrong.push(
        is === undefined ? `has no label ${code(key)}` : `has ${code(`${key}=${is}`)}, not ${code(value)}`,
      );
    }
  }
  return wrong;
}

function wish(spec: NodeSpec): string {
  if (spec.swarm === 'inactive') return 'this engine is in no swarm';
  const parts = [
    spec.role === undefined ? undefined : `is a ${spec.role}`,
    spec.availability === undefined ? undefined : `has the availability ${code(spec.availability)}`,
    spec.state === undefined ? undefined : `is ${spec.state}`,
    spec.labels &&
      `has the label ${listed(Object.entries(spec.labels).map(([key, value]) => `${key}=${value}`))}`,
  ].filter((part) => part !== undefined);
  const swarm = spec.count === undefined ? 'a swarm' : `a swarm of ${count(spec.count, 'node')} or more`;
  if (!speaksOfOne(spec)) return spec.count === undefined ? 'this engine manages a swarm' : swarm;
  const which = spec.hostname === undefined ? 'a node' : `a node ${code(spec.hostname)}`;
  return parts.length ? `${which} that ${joined(parts, 'and')}` : which;
}
