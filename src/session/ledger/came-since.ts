import type { Baseline, LedgerEntry, LedgerKind } from './ledger.ts';
import type { Snapshot } from './snapshot.ts';
import type { WorkFiles } from './work-files.ts';

type Came = Pick<LedgerEntry, 'kind' | 'id' | 'name' | 'fresh'>;
interface Known {
  readonly baseline: Baseline;
  readonly entries: readonly LedgerEntry[];
  /** A real engine gives a volume the time of its last change as its creation: there its name alone tells it again. */
  readonly volumesByName?: boolean;
}

/** Every engine has these from its start, a new one under new ids, and nobody can remove them. */
const PREDEFINED_NETWORKS = ['bridge', 'host', 'none'];

/** What is on the engine now, and neither was before nor at the beginning, nor is written down already. */
export function newOnEngine(
  before: Snapshot,
  now: Snapshot,
  { baseline, entries, volumesByName = false }: Known,
): Came[] {
  const first = baseline.engine;
  const writtenVolumes = new Set(entries.filter(({ kind }) => kind === 'volume').map(({ name }) => name));
  const written = new Set(entries.map(({ kind, id, name }) => `${kind} ${id} ${name}`));
  const byId = (kind: LedgerKind, list: 'containers' | 'networks' | 'services' | 'swarms'): Came[] =>
    Object.entries(now[list] ?? {})
      .filter(([id]) => !(id in (first[list] ?? {})) && !(id in (before[list] ?? {})))
      .map(([id, name]) => ({ kind, id, name }));
  const volumes = Object.entries(now.volumes)
    .filter(([name]) => !(name in first.volumes) && !(name in before.volumes))
    .filter(([name]) => !volumesByName || !writtenVolumes.has(name))
    .map(([name, id]): Came => ({ kind: 'volume', id, name }));
  return [
    ...byId('service', 'services'),
    ...byId('container', 'containers'),
    ...byId('swarm', 'swarms'),
    ...byId('network', 'networks').filter(({ name }) => !PREDEFINED_NETWORKS.includes(name)),
    ...volumes,
    ...newImages(before, now, { baseline, entries }),
  ].filter(({ kind, id, name }) => !written.has(`${kind} ${id} ${name}`));
}

function newImages(before: Snapshot, now: Snapshot, { baseline, entries }: Known): Came[] {
  const ours = new Set(entries.filter(({ kind }) => kind === 'image').map(({ name }) => name));
  const namesBefore = (name: string) =>
    name in baseline.engine.images || (name in before.images && !ours.has(name));
  // Takes its old name from an image, and it is listed without any: that makes nothing new of it.
  const idsBefore = new Set([...Object.values(baseline.engine.images), ...Object.values(before.images)]);
  return Object.entries(now.images)
    .filter(([name, id]) => (name === id ? !idsBefore.has(id) : !namesBefore(name)))
    .map(([name, id]) => ({ kind: 'image', id, name, ...(idsBefore.has(id) ? {} : { fresh: true }) }));
}

/** The work folder is the session's own: what came there since the beginning is the session's, whoever wrote it. */
export function newFiles(first: WorkFiles, now: WorkFiles, entries: readonly LedgerEntry[]): Came[] {
  const written = new Set(entries.map(({ kind, id, name }) => `${kind} ${id} ${name}`));
  return Object.entries(now)
    .filter(([name]) => !(name in first))
    .map(([name, { inode, isFolder }]): Came => ({ kind: isFolder ? 'folder' : 'file', id: inode, name }))
    .filter(({ kind, id, name }) => !written.has(`${kind} ${id} ${name}`));
}
