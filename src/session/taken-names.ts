import type { Engine } from '../engine/engine.ts';
import { EXIT, Fault } from '../fault.ts';
import type { Lab, Variables } from '../lab/lab.ts';
import type { LedgerEntry } from './ledger/ledger.ts';
import { SESSION_LABEL } from './ledger/session-label.ts';

/** What the checks of a lab read of names; other specs have other fields. */
interface NamedSpec {
  readonly name?: unknown;
  readonly absent?: unknown;
  readonly network?: unknown;
  readonly mounts?: readonly { readonly type?: unknown; readonly source?: unknown }[];
}

/** Something of another person, or of another session, under a name that the lab gives to its own. */
export interface TakenName {
  readonly kind: 'container' | 'volume' | 'network' | 'service';
  readonly name: string;
  /** "made of registry:2, Up 3 days". */
  readonly about: string;
  /** Value of the session's label, when another session of ours made it. */
  readonly session: string | undefined;
}

/** Names that the expanded lab will give on a real engine and that are taken there, what this session made left out. */
export async function takenNames(
  { api }: Engine,
  lab: Lab,
  own: { readonly session: string; readonly entries: readonly LedgerEntry[] },
): Promise<TakenName[]> {
  const wanted = wantedNames(lab);
  const [containers, volumes, networks, services] = await Promise.all([
    wanted.container.size > 0 ? api.listContainers({ all: true }) : [],
    wanted.volume.size > 0 ? api.listVolumes().then(({ Volumes }) => Volumes ?? []) : [],
    wanted.network.size > 0 ? api.listNetworks() : [],
    wanted.service.size > 0 ? api.listServices().catch(() => []) : [],
  ]);
  const ids = new Set(own.entries.map(({ kind, id, name }) => (kind === 'volume' ? name : id)));
  const found = [
    ...containers.map(({ Id, Names, Image, Status, Labels }) => ({
      kind: 'container' as const,
      id: Id,
      name: (Names[0] ?? Id).replace(/^\//, ''),
      about: `made of ${Image}, ${Status || 'never started'}`,
      session: Labels?.[SESSION_LABEL],
    })),
    ...volumes.map((volume) => ({
      kind: 'volume' as const,
      id: volume.Name,
      name: volume.Name,
      about: since((volume as { CreatedAt?: string }).CreatedAt),
      session: volume.Labels?.[SESSION_LABEL],
    })),
    ...networks.map(({ Id, Name, Driver, Labels }) => ({
      kind: 'network' as const,
      id: Id,
      name: Name,
      about: `of the driver ${Driver}`,
      session: Labels?.[SESSION_LABEL],
    })),
    ...services.map(({ ID, Spec, CreatedAt }) => ({
      kind: 'service' as const,
      id: ID,
      name: Spec?.Name ?? ID,
      about: since(CreatedAt),
      session: Spec?.Labels?.[SESSION_LABEL],
    })),
  ];
  return found.filter(
    ({ kind, name, id, session }) => wanted[kind].has(name) && !ids.has(id) && session !== own.session,
  );
}

const since = (time: string | undefined): string => (time ? `there since ${time}` : 'there for a while');

/** Every engine has these networks; no lab makes them. */
const ENGINES_OWN = ['bridge', 'host', 'none'];

/** A lab that only wants to see something gone makes nothing of that name. */
function wantedNames({ steps }: Lab): Record<TakenName['kind'], Set<string>> {
  const wanted: Record<TakenName['kind'], Set<string>> = {
    ...{ container: new Set(), volume: new Set(), network: new Set(), service: new Set() },
  };
  const here = steps.filter(({ engines }) => engines?.includes('docker') ?? true);
  for (const { kind, spec } of here.flatMap(({ check }) => check)) {
    if ((kind !== 'container' && kind !== 'service') || typeof spec !== 'object' || spec === null) continue;
    const { name, absent, network, mounts } = spec as NamedSpec;
    if (absent === true) continue;
    if (typeof name === 'string') wanted[kind].add(name);
    if (typeof network === 'string' && !ENGINES_OWN.includes(network)) wanted.network.add(network);
    for (const { type, source } of Array.isArray(mounts)
      ? (mounts as NonNullable<NamedSpec['mounts']>)
      : []) {
      if (type === 'volume' && typeof source === 'string') wanted.volume.add(source);
    }
  }
  return wanted;
}

/** For a lab that begins: nothing is begun, since its last steps would remove what is not its own. */
export function takenFault(taken: readonly TakenName[], lab: Lab, vars: Variables): Fault {
  const [first] = taken;
  const { kind, name, session } = first!;
  const variable = Object.keys(lab.vars).find((each) => vars[each] === name);
  const ways = [
    ...(session ? [`remove it with \`workshop clean ${session.replace(/@docker.*$/, '')}\``] : []),
    ...(variable ? [`begin with another name: \`--var ${variable}=my-${name}\``] : []),
    ...(!session && kind === 'container'
      ? [`give yours another name meanwhile: \`docker rename ${name} my-${name}\``]
      : []),
    ...(!session && kind === 'network'
      ? [`remove it, if nobody needs it: \`docker network rm ${name}\``]
      : []),
    'use `--engine practice`, where nothing is in the way',
  ];
  return new Fault({
    what: `this lab makes ${taken.map(tell).join(', and ')}`,
    todo: `It stays untouched. Either ${ways.join(', or ')}.`,
    exit: EXIT.missing,
  });
}

const tell = ({ kind, name, about, session }: TakenName): string =>
  `a ${kind} \`${name}\`, and there is one already (${about}${session ? ', by another lab of the workshop' : ''})`;

/** For a lab that goes on: somebody took the name meanwhile. */
export function takenNotice({ kind, name, about }: TakenName): string {
  return `There is a ${kind} \`${name}\` that this session did not make (${about}). It is not the lab's: leave it alone, or give it another name.`;
}

/** Images that were there before and that a step wants to see gone. */
export function imagesToLose({ steps }: Lab, images: Readonly<Record<string, string>>): string[] {
  const gone = steps
    .flatMap(({ check }) => check)
    .filter(({ kind, spec }) => kind === 'image' && (spec as NamedSpec | null)?.absent === true)
    .map(({ spec }) => (spec as NamedSpec).name)
    .filter((name) => typeof name === 'string')
    .map((name) => (/:[^/]*$|@/.test(name) ? name : `${name}:latest`));
  return [...new Set(gone)].filter((name) => name in images);
}
