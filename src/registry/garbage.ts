import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { parseDigest, type Digest } from '../image/digest.ts';
import { unlessAbsent } from './storage/absent.ts';
import { aliasesIn } from './storage/aliases.ts';
import { digestsIn } from './storage/manifest-content.ts';
import { describeManifest } from './storage/manifest-type.ts';
import { subjectOf } from './storage/referrers.ts';
import { openStore, type Store } from './storage/store.ts';
import { sweepAbandoned } from './storage/sweep.ts';

export interface GarbageOptions {
  /** Say what would go, and remove nothing. */
  readonly dryRun?: boolean | undefined;
  /** `-m`: manifests without a tag go too, unless a living index or a living subject keeps them. */
  readonly removeUntagged?: boolean | undefined;
  /** Told each line that Docker's `registry garbage-collect` prints. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface GarbageReport {
  readonly marked: number;
  /** Digests of what was removed, or would be in a dry run. */
  readonly blobs: readonly string[];
  readonly manifests: readonly { readonly repository: string; readonly digest: string }[];
  /** Bytes freed, or that would be. */
  readonly bytes: number;
}

/**
 * Removes what no manifest needs: first everything that is needed is marked, then the rest is swept. Content of pushes
 * in progress stays, and nothing can be linked meanwhile, neither by this process nor by another one of ours.
 */
export async function collectGarbage(root: string, options: GarbageOptions = {}): Promise<GarbageReport> {
  const store = openStore(root);
  const harmless = options.dryRun === true || !existsSync(store.layout.base);
  return harmless ? collect(store, options) : store.gate.alone(() => collect(store, options));
}

async function collect(store: Store, options: GarbageOptions): Promise<GarbageReport> {
  const { dryRun = false, removeUntagged = false, onLine = () => undefined } = options;
  const needed = new Set<string>();
  const sentByAlias = new Set<string>();
  const untagged: { repository: string; digest: string }[] = [];
  const contents = new Map<string, readonly string[]>();
  const names = await store.repositories();
  const counted = await store.pending.counted();
  for (const repository of names) {
    onLine(repository);
    const manifests = await readManifests(store, repository);
    const sent = [...manifests.keys()].filter((digest) => counted.hasIn(repository, digest, 'sent'));
    const living = removeUntagged
      ? await reachable(store, repository, manifests, sent)
      : new Set(manifests.keys());
    const aliases = await aliasesIn(store.layout, repository);
    for (const [alias, target] of aliases) {
      if (counted.hasIn(repository, alias, 'sent')) sentByAlias.add(target);
    }
    for (const [digest, content] of manifests) {
      contents.set(digest, content.names);
      if (!living.has(digest)) {
        untagged.push({ repository, digest });
        onLine(`manifest eligible for deletion: ${digest}`);
        continue;
      }
      onLine(`${repository}: marking manifest ${digest} `);
      needed.add(content.bytes);
      for (const text of content.names) {
        onLine(`${repository}: marking blob ${text}`);
        needed.add(aliases.get(text) ?? text);
      }
    }
  }
  const garbage = (await listBlobs(store)).filter(
    ({ text }) => !needed.has(text) && !counted.has(text, 'sent') && !sentByAlias.has(text),
  );
  onLine('');
  onLine(
    `${needed.size} blobs marked, ${garbage.length} blobs and ${untagged.length} manifests eligible for deletion`,
  );
  for (const { text } of garbage) onLine(`blob eligible for deletion: ${text}`);
  const bytes = garbage.reduce((sum, digest) => sum + (store.blobs.size(digest) ?? 0), 0);
  if (!dryRun) await sweep(store, names, untagged, garbage, contents);
  return { marked: needed.size, blobs: garbage.map(({ text }) => text), manifests: untagged, bytes };
}

interface ManifestContent {
  /** The digest under which its bytes lie: that of its link, which may be of another kind. */
  readonly bytes: string;
  readonly names: readonly string[];
  readonly subject: string | undefined;
}

async function readManifests(store: Store, name: string): Promise<Map<string, ManifestContent>> {
  const found = new Map<string, ManifestContent>();
  for (const digest of await store.manifests.list(name)) {
    const manifest = await store.manifests.get(name, digest);
    if (!manifest) continue;
    const { document } = describeManifest(manifest.bytes);
    const subject = subjectOf(document)?.text;
    found.set(digest.text, { bytes: manifest.digest.text, names: digestsIn(document), subject });
  }
  return found;
}

/** What tags and pushes reach: those manifests, children of living indexes, and referrers of living subjects. */
async function reachable(
  store: Store,
  name: string,
  manifests: ReadonlyMap<string, ManifestContent>,
  sent: readonly string[],
): Promise<Set<string>> {
  const referrers = new Map<string, string[]>();
  for (const [referrer, { subject }] of manifests) {
    if (subject === undefined) continue;
    const known = referrers.get(subject);
    if (known) known.push(referrer);
    else referrers.set(subject, [referrer]);
  }
  const living = new Set<string>();
  const next = [...sent];
  for (const tag of (await store.tags.list(name)) ?? []) {
    const digest = await store.tags.get(name, tag);
    if (digest) next.push(digest.text);
  }
  for (let digest = next.pop(); digest !== undefined; digest = next.pop()) {
    const content = manifests.get(digest);
    if (!content || living.has(digest)) continue;
    living.add(digest);
    next.push(...content.names);
    next.push(...(referrers.get(digest) ?? []));
  }
  return living;
}

async function listBlobs({ layout }: Store): Promise<Digest[]> {
  const found: Digest[] = [];
  for (const algorithm of (await unlessAbsent(readdir(layout.blobs))) ?? []) {
    for (const prefix of (await unlessAbsent(readdir(`${layout.blobs}/${algorithm}`))) ?? []) {
      for (const hex of (await unlessAbsent(readdir(`${layout.blobs}/${algorithm}/${prefix}`))) ?? []) {
        const digest = parseDigest(`${algorithm}:${hex}`);
        if (digest) found.push(digest);
      }
    }
  }
  return found;
}

/**
 * The bytes go first, in one step each, and only then it is asked who was told of them in the meantime: those blobs wait
 * in the trash, and with a manifest all that it names. Links without bytes are no links, so that an interruption leaves nothing that looks whole and is not.
 */
async function sweep(
  store: Store,
  names: readonly string[],
  untagged: GarbageReport['manifests'],
  garbage: readonly Digest[],
  contents: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  for (const { repository, digest } of untagged) {
    await store.manifests.unlink(repository, parseDigest(digest)!);
  }
  for (const digest of garbage) store.trash.put(digest);
  const counted = await store.pending.counted();
  const told = garbage.map(({ text }) => text).filter((text) => counted.has(text, 'told'));
  const awaited = withContents(told, contents);
  await removeLinks(store, names, new Set(garbage.map(({ text }) => text)));
  for (const digest of garbage) {
    await store.blobs.remove(digest);
    if (!awaited.has(digest.text)) await store.trash.remove(digest);
  }
  await sweepAbandoned(store);
}

/**
 * Takes away the links to what is gone, also by an earlier collection or a push that was killed between link and bytes.
 * Each repository is looked through once, since asking each for every blob would take their product.
 */
async function removeLinks(store: Store, names: readonly string[], gone: ReadonlySet<string>): Promise<void> {
  for (const name of names) {
    const aliases = await aliasesIn(store.layout, name);
    for (const digest of await store.layers.list(name)) {
      const target = aliases.get(digest.text) ?? digest.text;
      const isGone = gone.has(target) || store.blobs.size(parseDigest(target)!) === undefined;
      if (isGone) await store.layers.remove(name, digest);
    }
    await store.manifests.removeDangling(name);
  }
}

/** Digests, and everything that manifests among them name, however deep. */
function withContents(
  digests: readonly string[],
  contents: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const found = new Set<string>();
  const next = [...digests];
  for (let digest = next.pop(); digest !== undefined; digest = next.pop()) {
    if (found.has(digest)) continue;
    found.add(digest);
    next.push(...(contents.get(digest) ?? []));
  }
  return found;
}
