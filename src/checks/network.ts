import { z } from 'zod';
import { nearest } from '../lab/nearest.ts';
import { found, missed } from './finding.ts';
import type { CheckKind, Evaluation, World } from './kind.ts';
import { code, count, listed } from './phrases.ts';
import { absent, text } from './spec-parts.ts';

const full = z.strictObject({
  name: text,
  /** There must be no network of that name. */
  absent,
});
type NetworkSpec = z.infer<typeof full>;

/** A network of the engine: `network: class`, or `network: { name: class, absent: true }`. */
export const network: CheckKind<NetworkSpec> = {
  kind: 'network',
  schema: z.union([text.transform((name): NetworkSpec => ({ name })), full]),
  title: ({ name, absent }) => `${absent ? 'no ' : ''}network ${code(name)}`,
  async evaluate({ name, absent }, world) {
    const expected = `${absent ? 'no' : 'a'} network called ${code(name)} on the engine`;
    const networks = await world.engine.api.listNetworks();
    const there = networks.find(({ Name }) => Name === name);
    if (absent)
      return there ? stillThere(name, there.Id, expected, world) : found(expected, 'it is not there');
    if (there) return found(expected, 'it is there');
    const near = nearest(
      name,
      networks.map(({ Name }) => Name),
    );
    return missed(expected, `there is no network ${code(name)}`, {
      nearest: near && `there is one called ${code(near)}`,
      help: `${code(`docker network create ${name}`)} makes it.`,
    });
  },
};

async function stillThere(
  name: string,
  id: string,
  expected: string,
  { engine }: World,
): Promise<Evaluation> {
  const details = (await engine.api.getNetwork(id).inspect()) as {
    Containers?: Readonly<Record<string, { readonly Name: string }>> | null;
  };
  const inside = Object.values(details.Containers ?? {})
    .map(({ Name }) => Name)
    .sort();
  return missed(expected, `the network ${code(name)} is still there`, {
    nearest:
      inside.length > 0
        ? `${count(inside.length, 'container')} ${inside.length === 1 ? 'is' : 'are'} in it: ${listed(inside)}`
        : undefined,
    help:
      inside.length > 0
        ? `A network goes when no container is in it any more: remove the ${inside.length === 1 ? 'container' : 'containers'} first, then the network.`
        : `${code(`docker network rm ${name}`)} removes it.`,
  });
}
