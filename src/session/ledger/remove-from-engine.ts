import type { Engine } from '../../engine/engine.ts';
import type { CleanItem, Outcome } from '../clean.ts';
import type { LedgerEntry, LedgerKind } from './ledger.ts';
import { SESSION_LABEL } from './session-label.ts';
import type { Snapshot } from './snapshot.ts';

type Result = { readonly outcome: Outcome; readonly reason?: string };

/** What uses others goes before what is used. */
const ORDER: readonly LedgerKind[] = ['service', 'container', 'swarm', 'network', 'volume', 'image'];

/** Removes each object that still is the one written down. `first` is what was there when the session began. */
export async function removeFromEngine(
  engine: Engine,
  entries: readonly LedgerEntry[],
  first: Snapshot,
  dryRun: boolean,
): Promise<CleanItem[]> {
  const items: CleanItem[] = [];
  const images = entries.filter(({ kind }) => kind === 'image');
  const ours = new Set(images.flatMap(({ name, id }) => [name, `${name} ${id}`]));
  for (const kind of ORDER) {
    // An image that got a name after it was written down goes with that name, or has lost it by then.
    let waiting = [false, true].flatMap((nameless) =>
      entries.filter((entry) => entry.kind === kind && isNameless(entry) === nameless),
    );
    // One image may be the parent of another, so that it can go only after it: tried again while any went.
    for (let went = true; went && waiting.length > 0;) {
      const round: CleanItem[] = [];
      for (const entry of waiting) {
        round.push({ entry, ...(await removeOne(engine, entry, { first, ours, dryRun })) });
      }
      const refused = round.filter(({ outcome }) => outcome === 'failed');
      went = refused.length < round.length && refused.length > 0;
      items.push(...(went ? round.filter(({ outcome }) => outcome !== 'failed') : round));
      waiting = went ? refused.map(({ entry }) => entry) : [];
    }
  }
  return items;
}

/** An image that had no name when it was written down. */
const isNameless = ({ kind, id, name }: LedgerEntry): boolean => kind === 'image' && name === id;

interface Context {
  readonly first: Snapshot;
  /** Images that the session created, by name, and by name and id. */
  readonly ours: ReadonlySet<string>;
  readonly dryRun: boolean;
}

const removed = ({ dryRun }: Context): Result => ({ outcome: dryRun ? 'would-remove' : 'removed' });

/** Takes away the name that was written down, and the image with its last name. */
async function removeImage({ api }: Engine, entry: LedgerEntry, context: Context): Promise<Result> {
  const image = api.getImage(entry.name);
  const now = await image.inspect().catch((error: { statusCode?: number }) => {
    if (error.statusCode === 404) return undefined;
    throw error;
  });
  if (!now) return { outcome: 'gone' };
  const verdict = imageStays(entry, { id: now.Id, names: now.RepoTags ?? [] }, context);
  if (verdict) return verdict;
  // Parents without a name may be older than the session: each goes by its own entry, or stays.
  if (!context.dryRun) await image.remove({ noprune: true });
  return removed(context);
}

/**
 * An image that the session made and whose name went to a later one, or that has only the digest left under which it
 * was pushed: nobody else would remove it. True when there was one.
 */
async function removeNameless(
  { api }: Engine,
  { id }: LedgerEntry,
  { first, dryRun }: Context,
): Promise<boolean> {
  if (Object.values(first.images).includes(id)) return false;
  const now = await api
    .getImage(id)
    .inspect()
    .catch(() => undefined);
  if (!now || named(now.RepoTags).length > 0) return false;
  if (dryRun) return true;
  // By its id it could not go where it has digests in several repositories.
  const digests = named(now.RepoDigests);
  for (const one of digests.length > 0 ? digests : [id]) await api.getImage(one).remove({ noprune: true });
  return true;
}

/** Docker before version 29 calls a missing name `<none>`. */
const named = (names: readonly string[] | null | undefined): string[] =>
  (names ?? []).filter((name) => !name.startsWith('<none>'));

async function removeOne(engine: Engine, entry: LedgerEntry, context: Context): Promise<Result> {
  const { api } = engine;
  const { kind, id, name } = entry;
  const done = async (remove: () => Promise<unknown>): Promise<Result> => {
    if (context.dryRun) return { outcome: 'would-remove' };
    await remove();
    return { outcome: 'removed' };
  };
  try {
    switch (kind) {
      case 'service': {
        const service = api.getService(id);
        await service.inspect();
        return await done(() => service.remove());
      }
      case 'container': {
        const container = api.getContainer(id);
        await container.inspect();
        return await done(() => container.remove({ force: true }));
      }
      case 'swarm': {
        const { ID } = (await api.swarmInspect()) as { ID?: string };
        if (ID !== id) return { outcome: 'gone' };
        const others = (await api.listServices()).map(({ ID: other, Spec }) => Spec?.Name ?? other);
        if (others.length > 0 && !context.dryRun) {
          return { outcome: 'kept', reason: `it runs services of others: ${others.join(', ')}` };
        }
        return await done(async () => {
          await api.swarmLeave({ force: true });
          await removeSwarmBridge(engine, context.first);
        });
      }
      case 'network': {
        const network = api.getNetwork(id);
        await network.inspect();
        return await done(() => network.remove());
      }
      case 'volume': {
        const volume = api.getVolume(name);
        const now = (await volume.inspect()) as {
          CreatedAt?: string;
          Labels?: Record<string, string> | null;
        };
        if (!isSameVolume(engine, entry, now)) return replaced;
        return await done(() => volume.remove());
      }
      default: {
        const result = await removeImage(engine, entry, context);
        const gone = result.outcome === 'gone' || result.outcome === 'removed';
        return gone && entry.fresh && (await removeNameless(engine, entry, context))
          ? removed(context)
          : result;
      }
    }
  } catch (error) {
    const result = refusal(kind, error);
    if (kind === 'swarm' && result.outcome === 'gone' && !context.dryRun) {
      await removeSwarmBridge(engine, context.first).catch(() => undefined);
    }
    return result;
  }
}

/** Docker makes this network with a first swarm, a moment after the swarm itself, and keeps it when it leaves. */
async function removeSwarmBridge({ api }: Engine, first: Snapshot): Promise<void> {
  const bridges = await api.listNetworks({ filters: { name: ['docker_gwbridge'] } });
  for (const { Id } of bridges) if (!(Id in first.networks)) await api.getNetwork(Id).remove();
}

/**
 * In practice the time of creation tells. A real engine gives the time of the last change in the volume's top folder
 * for it, which never goes back.
 */
function isSameVolume(
  { kind }: Engine,
  { id, label }: LedgerEntry,
  { CreatedAt = '', Labels }: { CreatedAt?: string; Labels?: Record<string, string> | null },
): boolean {
  if (kind === 'practice') return CreatedAt === id;
  if (label !== undefined) return Labels?.[SESSION_LABEL] === label;
  return !(Date.parse(CreatedAt) < Date.parse(id));
}

const replaced: Result = { outcome: 'kept', reason: 'another one took its name' };

function imageStays(
  entry: LedgerEntry,
  now: { id: string; names: readonly string[] },
  { first, ours, dryRun }: Context,
): Result | undefined {
  const { id, name } = entry;
  // The session itself gave the name to a later image.
  if (now.id !== id) return ours.has(`${name} ${now.id}`) ? { outcome: 'gone' } : replaced;
  const others = now.names.filter((other) => other !== name);
  if (isNameless(entry)) {
    // Names of ours would be gone by now, were this not a rehearsal.
    const left = dryRun ? others.filter((other) => !ours.has(`${other} ${id}`)) : others;
    return left.length > 0 ? { outcome: 'kept', reason: `it is ${left.join(', ')} now` } : undefined;
  }
  const wasBefore = Object.values(first.images).includes(id);
  // Docker deletes an image with its last name; one that was there before is only given back.
  if (wasBefore && others.every((other) => ours.has(other))) {
    return { outcome: 'kept', reason: 'it is the last name of an image that was there before' };
  }
  return undefined;
}

function refusal(kind: LedgerKind, error: unknown): Result {
  const { statusCode, reason, json, message } = error as {
    statusCode?: number;
    reason?: string;
    json?: { message?: string };
    message: string;
  };
  if (statusCode === 404) return { outcome: 'gone' };
  // The engine left its swarm, and the services with it.
  if (statusCode === 503 && (kind === 'service' || kind === 'swarm')) return { outcome: 'gone' };
  return { outcome: 'failed', reason: json?.message ?? reason ?? message };
}
