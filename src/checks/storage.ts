import path from 'node:path';
import { z } from 'zod';
import { parseDigest } from '../image/digest.ts';
import { nearest } from '../lab/nearest.ts';
import { digestsInFile } from './file-digests.ts';
import { found, missed } from './finding.ts';
import { heldLayer } from './held-layers.ts';
import type { CheckKind, Evaluation, World } from './kind.ts';
import { code, count, joined, listed } from './phrases.ts';
import { readRegistryFolder, type Holder, type RegistryFolder } from './registry-folder.ts';
import { text } from './spec-parts.ts';

const whole = z.int().min(0);
const amount = z.union([
  whole,
  z
    .strictObject({ atLeast: whole.optional(), atMost: whole.optional() })
    .refine(
      ({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined,
      'needs `atLeast` or `atMost`',
    ),
]);
/** A digest, `NAME:TAG` or `NAME` as the registry has it, or the digests that stand in a file. */
const content = z.union([text, z.strictObject({ file: text })]);
const contents = z
  .union([content, z.array(content).min(1, 'must not be empty: it could never fail')])
  .transform((value) => [value].flat());

const schema = z.strictObject({
  /** The folder that is mounted at /var/lib/registry, relative to the working folder. */
  folder: text,
  /** How many blobs there are. */
  blobs: amount.optional(),
  /** How many of them no manifest needs. */
  unused: amount.optional(),
  /** How many manifests no tag leads to. */
  untagged: amount.optional(),
  has: contents.optional(),
  lacks: contents.optional(),
  /** Exactly these repositories have manifests. */
  repositories: z.array(text).optional(),
});

type StorageSpec = z.infer<typeof schema>;
type Amount = z.infer<typeof amount>;
type Content = z.infer<typeof content>;

/** What a registry keeps on disk: blobs, also those that its API no longer names. */
export const storage: CheckKind<StorageSpec> = {
  kind: 'storage',
  schema,
  title: (spec) => `the registry in ${code(spec.folder)} ${asked(spec)}`,
  async evaluate(spec, world) {
    const expected = `a registry in ${code(spec.folder)} that ${asked(spec)}`;
    const kept = await readRegistryFolder(path.resolve(world.workdir, spec.folder));
    if (!kept)
      return missed(expected, `no registry has written into ${code(spec.folder)}`, {
        help: 'It is written with the first push, or the first pull through a mirror, when the folder is mounted at `/var/lib/registry`.',
        lacks: { what: 'file', path: spec.folder },
      });
    return (
      (await contentProblem(spec, kept, expected, world)) ??
      (await amountProblem(spec, kept, expected, world)) ??
      found(expected, `it ${asked(spec)}`)
    );
  },
  lint: ({ folder: _folder, ...rest }) =>
    Object.values(rest).every((value) => value === undefined)
      ? [{ message: 'asks for nothing, so it could only fail where nothing is', path: [] }]
      : [],
};

async function contentProblem(
  { has = [], lacks = [], repositories }: StorageSpec,
  kept: RegistryFolder,
  expected: string,
  world: World,
): Promise<Evaluation | undefined> {
  for (const one of has) {
    const problem = await absenceOf(one, kept, world);
    if (problem) return missed(expected, problem.actual, problem);
  }
  for (const one of lacks) {
    const problem = await presenceOf(one, kept, world);
    if (problem) return missed(expected, problem.actual, problem);
  }
  const names = [...kept.tags.keys()];
  if (repositories === undefined || names.join() === [...repositories].sort().join()) return undefined;
  return missed(
    expected,
    names.length === 0 ? 'no repository has a manifest' : `its repositories are ${listed(names)}`,
  );
}

type Problem = Partial<Evaluation> & { readonly actual: string };

/** Why something is not there whole. */
async function absenceOf(one: Content, kept: RegistryFolder, world: World): Promise<Problem | undefined> {
  if (typeof one !== 'string') {
    const digests = await digestsInFile(one.file, world.workdir);
    if (!digests) return noDigest(one.file);
    const gone = digests.find((digest) => !kept.blobs.has(digest));
    return gone === undefined
      ? undefined
      : {
          actual: `the blob ${short(gone)}, which ${code(one.file)} names, is not there`,
          help: wasCollected(world)
            ? 'A collection has removed it already. The way back: restart the registry, which remembers what it had; if the engine still has that image, push it again (the same bytes get the same digest), and delete its manifest again.'
            : 'The registry keeps nothing with that digest: compare it with what the registry says of the tag.',
        };
  }
  if (parseDigest(one))
    return kept.blobs.has(one) ? undefined : { actual: `the blob ${short(one)} is not there` };
  const { name, tag } = parts(one);
  const tags = kept.tags.get(name);
  const near = nearest(name, kept.tags.keys());
  if (!tags)
    return {
      actual: `no repository is called ${code(name)}`,
      ...(near ? { nearest: `there is ${code(near)}` } : {}),
    };
  if (tag === undefined) return undefined;
  const digest = tags.get(tag);
  if (digest === undefined)
    return {
      actual: `${code(name)} has no tag ${code(tag)}`,
      nearest: tags.size > 0 ? `its tags are ${listed([...tags.keys()])}` : undefined,
    };
  const lost = (await kept.needs(digest)).filter((needed) => !kept.blobs.has(needed));
  if (lost.length === 0) return undefined;
  const blobs = `${count(lost.length, 'blob')} that it needs`;
  if (await kept.everHad(name, lost[0]!))
    return {
      actual: `${code(one)} is broken: ${blobs} ${lost.length === 1 ? 'is' : 'are'} gone`,
      help: 'Push it again: the client sends what the registry no longer has.',
    };
  // Nobody can push a manifest before its blobs: only a mirror has it without them.
  const actual = `of ${code(one)} only the manifest came: ${blobs} ${lost.length === 1 ? 'was' : 'were'} never asked for`;
  const held = await heldLayer(digest, lost, kept, world);
  if (held)
    return {
      actual,
      nearest: `the engine has that layer as a part of ${listed(held.images, 2)}`,
      help: `A mirror fetches a layer when a client asks for it, and an engine asks only for what it has not. Ask for it yourself, with the address of the mirror: ${code(`curl -s -o /dev/null ADDRESS/v2/${name}/blobs/${held.layer}`)}`,
    };
  return {
    actual,
    help: 'A mirror fetches a layer when a client asks for it, and an engine asks only for what it has not. Remove all names of the image from the engine, and pull it again.',
  };
}

/** A collection in earnest, typed in this step. */
function wasCollected({ typed }: World): boolean {
  return typed.some(
    ({ line, exitCode }) =>
      exitCode === 0 && /\bgarbage-collect\b/.test(line) && !/\s(--dry-run|-[mq]*d[mq]*)\b/.test(line),
  );
}

/** Why something is still there. */
async function presenceOf(one: Content, kept: RegistryFolder, world: World): Promise<Problem | undefined> {
  if (typeof one !== 'string') {
    const digests = await digestsInFile(one.file, world.workdir);
    if (!digests) return noDigest(one.file);
    const left = digests.find((digest) => kept.blobs.has(digest));
    return left === undefined
      ? undefined
      : {
          actual: `the blob ${short(left)}, which ${code(one.file)} names, is still on disk`,
          ...(await whyStill(left, kept)),
        };
  }
  if (parseDigest(one))
    return kept.blobs.has(one)
      ? { actual: `the blob ${short(one)} is still on disk`, ...(await whyStill(one, kept)) }
      : undefined;
  const { name, tag } = parts(one);
  const tags = kept.tags.get(name);
  const there = tag === undefined ? tags !== undefined : tags?.has(tag);
  return there ? { actual: `${code(one)} is still there` } : undefined;
}

async function whyStill(digest: string, kept: RegistryFolder): Promise<Partial<Evaluation>> {
  if (kept.unused.includes(digest))
    return { help: 'No manifest needs it any more. It goes when the garbage is collected.' };
  const holders = await kept.holders(digest);
  if (holders.every(({ tag }) => tag === undefined))
    return {
      nearest: `its manifest is still in ${listed([...new Set(holders.map(({ name }) => name))])}, without a tag`,
      help: 'A plain collection leaves a manifest without a tag: delete that manifest first, by its digest, or collect with `--delete-untagged`.',
    };
  return {
    nearest: `needed by ${listed(holders.map(holderName))}`,
    help: 'Collecting garbage leaves what a manifest needs: delete that manifest first, or push another image under its tag.',
  };
}

/** Which manifests keep a blob from becoming garbage, as far as the blobs are known that should be garbage by now. */
async function keptBy(
  files: readonly Content[],
  kept: RegistryFolder,
  { workdir }: World,
): Promise<string | undefined> {
  for (const one of files) {
    const digests = typeof one === 'string' ? [one] : ((await digestsInFile(one.file, workdir)) ?? []);
    for (const digest of digests.filter((text) => parseDigest(text))) {
      const [holder] = await kept.holders(digest);
      if (holder) return `${short(digest)} is still held by ${code(holderName(holder))}`;
    }
  }
  return undefined;
}

const holderName = ({ name, tag, digest }: Holder): string =>
  tag === undefined ? `${name}@${digest.slice(0, 19)}…` : `${name}:${tag}`;

async function amountProblem(
  { blobs, unused, untagged, has = [] }: StorageSpec,
  kept: RegistryFolder,
  expected: string,
  world: World,
): Promise<Evaluation | undefined> {
  const waste = kept.unused.length;
  if (unused !== undefined && !fits(waste, unused))
    return missed(
      expected,
      `${count(waste, 'blob')} of ${kept.blobs.size} ${waste === 1 ? 'is' : 'are'} needed by no manifest`,
      {
        nearest: waste === 0 ? await keptBy(has, kept, world) : undefined,
        help:
          waste === 0
            ? 'Blobs become garbage when the last manifest that needs them is deleted.'
            : '`registry garbage-collect` removes them; with `--dry-run` it only tells.',
      },
    );
  if (untagged !== undefined && !fits(kept.untagged.length, untagged))
    return missed(
      expected,
      `${count(kept.untagged.length, 'manifest')} ${kept.untagged.length === 1 ? 'has' : 'have'} no tag`,
      {
        help: 'A manifest loses its tag when another one is pushed under it; `garbage-collect --delete-untagged` removes those.',
      },
    );
  if (blobs === undefined || fits(kept.blobs.size, blobs)) return undefined;
  return missed(expected, `it holds ${count(kept.blobs.size, 'blob')}`);
}

function fits(is: number, wanted: Amount): boolean {
  if (typeof wanted === 'number') return is === wanted;
  return is >= (wanted.atLeast ?? 0) && is <= (wanted.atMost ?? Infinity);
}

const noDigest = (file: string): Problem => ({
  actual: `there is no digest in ${code(file)}`,
  help: 'A digest is `sha256:` and 64 hexadecimal digits.',
  lacks: { what: 'file', path: file },
});

/** `shop:1.0` as a registry has it: without its address. */
function parts(written: string): { name: string; tag: string | undefined } {
  const colon = written.lastIndexOf(':');
  return colon < 0
    ? { name: written, tag: undefined }
    : { name: written.slice(0, colon), tag: written.slice(colon + 1) };
}

function asked({ blobs, unused, untagged, has = [], lacks = [], repositories }: StorageSpec): string {
  const clauses = [
    has.length > 0 ? `holds ${told(has)}` : undefined,
    lacks.length > 0 ? `no longer holds ${told(lacks)}` : undefined,
    blobs === undefined ? undefined : `holds ${howMany(blobs, 'blob')}`,
    unused === undefined ? undefined : `has ${howMany(unused, 'blob')} that nothing needs`,
    untagged === undefined ? undefined : `has ${howMany(untagged, 'manifest')} without a tag`,
    repositories &&
      (repositories.length ? `has the repositories ${listed(repositories)} alone` : 'has no repository'),
  ].filter((clause) => clause !== undefined);
  return joined(clauses, 'and');
}

const told = (all: readonly Content[]): string =>
  joined(
    all.map((one) =>
      typeof one === 'string' ? (parseDigest(one) ? short(one) : code(one)) : `the blob in ${code(one.file)}`,
    ),
    'and',
  );

function howMany(wanted: Amount, noun: string): string {
  if (typeof wanted === 'number') return wanted === 0 ? `no ${noun}` : count(wanted, noun);
  const { atLeast, atMost } = wanted;
  if (atLeast !== undefined && atMost !== undefined) return `${atLeast} to ${count(atMost, noun)}`;
  return atLeast === undefined ? `at most ${count(atMost!, noun)}` : `at least ${count(atLeast, noun)}`;
}

const short = (digest: string): string => code(`${digest.slice(0, 19)}…`);
