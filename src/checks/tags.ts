import { z } from 'zod';
import { familiarName, familiarReference } from '../image/reference.ts';
import type { Reference } from '../image/reference.ts';
import type { RegistryClient } from '../registry/client/client.ts';
import { imageCalled, namesOf } from './engine-state.ts';
import { found, missed } from './finding.ts';
import type { CheckKind, Evaluation, World } from './kind.ts';
import { knownReference } from './known-reference.ts';
import { nearReference } from './near-reference.ts';
import { editDistance, tolerance } from '../lab/nearest.ts';
import { notHereEither, notInRegistry } from './not-in-registry.ts';
import { code, listed } from './phrases.ts';
import { askRegistry } from './registry-access.ts';
import { absent, reference, text, texts } from './spec-parts.ts';

const schema = z.strictObject({
  /** With its registry, without tag: `localhost:5000/alpine`. */
  repository: reference,
  /** Tags that must be there. */
  has: texts.optional(),
  /** Tags that must not be there. */
  lacks: texts.optional(),
  /** All tags, in any order. */
  exactly: texts.optional(),
  /** No such repository, or one without tags. */
  absent,
  /** Certificate file to trust. */
  ca: text.optional(),
  /** What to try when a tag is not there, where it is not the learner who pushes. */
  help: text.optional(),
});

type TagsSpec = z.infer<typeof schema>;

/** The tags of a repository, as its registry lists them. */
export const tags: CheckKind<TagsSpec> = {
  kind: 'tags',
  schema,
  title: (spec) => `${code(spec.repository)} ${asked(spec)}`,
  async evaluate(spec, world) {
    const repository = knownReference(spec.repository);
    const expected = `a repository ${code(spec.repository)} that ${asked(spec)}`;
    return askRegistry({ domain: repository.domain, ca: spec.ca }, expected, world, async (client) => {
      const there = (await client.tags(repository.path)) ?? [];
      if (spec.absent)
        return there.length === 0
          ? found(expected, 'it has no tag')
          : missed(expected, `it has ${tagList(there)}`);
      const [first] = spec.has ?? spec.exactly ?? ['latest'];
      const evaluation = await (there.length === 0
        ? noRepository({ ...repository, tag: first! }, expected, client, world)
        : judge(spec, repository, there, expected, world));
      return spec.help === undefined || evaluation.status === 'passed'
        ? evaluation
        : { ...evaluation, help: spec.help };
    });
  },
  explains: ({ repository, has, exactly }, lack) => {
    if (lack.what !== 'image') return false;
    const { domain, path } = knownReference(repository);
    const tag = lack.reference.tag ?? 'latest';
    return (
      lack.reference.domain === domain &&
      lack.reference.path === path &&
      [...(has ?? exactly ?? [])].includes(tag)
    );
  },
  lint: ({ repository, absent, has, lacks, exactly }) => [
    ...(repositoryHasTag(repository)
      ? [{ message: `\`${repository}\` has a tag: name the repository alone`, path: ['repository'] }]
      : []),
    ...(absent && (has ?? lacks ?? exactly)
      ? [{ message: 'an absent repository has no tags', path: ['absent'] }]
      : []),
    ...(exactly && (has ?? lacks)
      ? [{ message: '`exactly` says all: leave `has` and `lacks` away', path: ['exactly'] }]
      : []),
  ],
};

/** "the registry has no repository": also told by the kinds that look for a manifest. */
export async function noRepository(
  wanted: Reference,
  expected: string,
  client: RegistryClient,
  world: World,
): Promise<Evaluation> {
  const actual = `the registry ${code(wanted.domain)} has no repository ${code(wanted.path)}`;
  return missed(expected, actual, await notInRegistry(wanted, client, world));
}

async function judge(
  { has, lacks, exactly }: TagsSpec,
  repository: Reference,
  there: readonly string[],
  expected: string,
  world: World,
): Promise<Evaluation> {
  const lacking = (exactly ?? has ?? []).filter((tag) => !there.includes(tag));
  if (lacking.length > 0) return lackingTags(lacking, repository, there, expected, world, exactly ?? has);
  const tooMany = exactly
    ? there.filter((tag) => !exactly.includes(tag))
    : there.filter((tag) => lacks?.includes(tag));
  if (tooMany.length > 0)
    return missed(expected, `it has ${tagList(tooMany)}${exactly ? ' as well' : ''}`, {
      help: 'Removing a name on the engine changes nothing in the registry: there a tag goes by a request to its API.',
    });
  return found(expected, `it has ${tagList(there)}`);
}

/** Tags that the registry should have and has not: were they tagged here and not pushed, or written otherwise? */
export async function lackingTags(
  lacking: readonly string[],
  repository: Reference,
  there: readonly string[],
  expected: string,
  world: World,
  asked: readonly string[] = lacking,
): Promise<Evaluation> {
  const { engine } = world;
  const { domain, path } = repository;
  const name = familiarName(repository);
  const actual = `${code(name)} has ${tagList(there)}, but not ${listed(lacking)}`;
  const images = await engine.api.listImages();
  const local = lacking.filter((tag) => imageCalled(images, { domain, path, tag }));
  const wanted = { domain, path, tag: lacking[0]! };
  if (local.length > 0)
    return missed(expected, actual, {
      nearest: `on the engine there ${local.length === 1 ? 'is' : 'are'} ${listed(local.map((tag) => familiarReference({ domain, path, tag })))}, not pushed yet`,
      help: '`docker push` sends one tag, `latest` if you write none; with `--all-tags` it sends all that the engine has.',
      lacks: { what: 'image', reference: { domain, path, tag: local[0]! } },
    });
  const misplaced = namesOf(images).find((image) =>
    lacking.some((tag) => [`${name}/${tag}:latest`, `${tag}:latest`].includes(image)),
  );
  if (misplaced)
    return missed(expected, actual, {
      nearest: `on the engine there is ${code(misplaced)}: ${misplaced.startsWith(name) ? 'a tag stands behind a colon, not behind a slash' : 'that is a name of its own, not a tag'}`,
      help: `The whole name is repository, colon, tag: ${code(familiarReference(wanted))}.`,
      lacks: { what: 'image', reference: wanted },
    });
  // A tag that is wanted as well is no slip of the one that lacks, and `latest` was not typed.
  const others = [...there.map((tag) => `${name}:${tag}`), ...namesOf(images)].filter(
    (image) => image.startsWith(`${name}:`) && isSlip(image.slice(name.length + 1), lacking[0]!, asked),
  );
  const near = nearReference(wanted, others);
  return missed(expected, actual, {
    nearest: near && `there is ${code(near.name)}: ${near.difference}`,
    help: notHereEither(wanted, world),
    lacks: { what: 'image', reference: wanted },
  });
}

/** A tag that was meant to be another one: its neighbors in a repository are no slips of it. */
function isSlip(tag: string, wanted: string, asked: readonly string[]): boolean {
  const [one, other] = [tag.toLowerCase(), wanted.toLowerCase()];
  const begins = one.startsWith(other) || other.startsWith(one);
  return (
    !['latest', ...asked].includes(tag) &&
    (begins || editDistance(one, other, tolerance(wanted)) <= tolerance(wanted))
  );
}

function asked({ has, lacks, exactly, absent }: TagsSpec): string {
  if (absent) return 'has no tags';
  if (exactly) return `has exactly ${tagList(exactly)}`;
  const parts = [has && `has ${tagList(has)}`, lacks && `has not ${tagList(lacks)}`].filter(Boolean);
  return parts.length ? parts.join(' and ') : 'has a tag';
}

function tagList(tags: readonly string[]): string {
  return `the ${tags.length === 1 ? 'tag' : 'tags'} ${listed([...tags].sort())}`;
}

function repositoryHasTag(repository: string): boolean {
  const { tag, digest } = knownReference(repository);
  return (tag ?? digest) !== undefined;
}
