import type Docker from 'dockerode';
import { z } from 'zod';
import { isInvalid } from '../image/invalid.ts';
import { isIndexType } from '../image/media-types.ts';
import { formatPlatform, parsePlatform, samePlatform } from '../image/platform.ts';
import type { Reference } from '../image/reference.ts';
import type { RegistryClient } from '../registry/client/client.ts';
import { imageCalled } from './engine-state.ts';
import { found, missed } from './finding.ts';
import type { CheckKind, Evaluation, Lack, World } from './kind.ts';
import { taggedReference } from './known-reference.ts';
import { labelHelp, labelProblems } from './labels.ts';
import { describeManifest } from './manifest-content.ts';
import type { DescribedManifest } from './manifest-content.ts';
import { digestElsewhere, digestStillIn } from './manifest-digest-in.ts';
import { savedElsewhere } from './manifest-saved-in.ts';
import { askedNewLayers, newLayers, newLayersProblem } from './new-layers.ts';
import { code, joined, listed, short } from './phrases.ts';
import { askRegistry } from './registry-access.ts';
import { absent, pairs, reference, text, texts } from './spec-parts.ts';
import { lackingTags, noRepository } from './tags.ts';

const schema = z.strictObject({
  /** With its registry; the tag defaults to `latest`: `localhost:5000/alpine:3`. */
  ref: reference,
  /** Another reference in a registry that must have the same digest. */
  sameAs: reference.optional(),
  /** Another reference in a registry that must have another digest. */
  differsFrom: reference.optional(),
  /** Layers that another reference in a registry has not. */
  newLayers: newLayers.optional(),
  /** A name on the engine that must stand for this very image. */
  sameAsImage: reference.optional(),
  /** A file in which its digest must stand. */
  digestIn: text.optional(),
  /** A file in which it must not stand: what the tag was before. */
  digestNotIn: text.optional(),
  /** A file that must hold the manifest itself, as the registry sends it or in other lines. */
  savedIn: text.optional(),
  /** Platforms that must be offered. */
  platforms: texts.optional(),
  labels: pairs.optional(),
  /** `index`, `image`, or a media type in full. */
  mediaType: text.optional(),
  absent,
  /** Certificate file to trust. */
  ca: text.optional(),
  /** What to try when it is another one, where it is not the learner who pushes. */
  help: text.optional(),
});

type ManifestSpec = z.infer<typeof schema>;

/** A manifest in a registry, by tag or digest, and what it is. */
export const manifest: CheckKind<ManifestSpec> = {
  kind: 'manifest',
  schema,
  title: (spec) =>
    spec.absent ? `no ${code(spec.ref)} in its registry` : `${code(spec.ref)} in its registry${asked(spec)}`,
  async evaluate(spec, world) {
    const evaluation = await judge(spec, world);
    return spec.help === undefined || evaluation.status === 'passed'
      ? evaluation
      : { ...evaluation, help: spec.help };
  },
  lint: ({ platforms, absent, ...rest }) => [
    ...(platforms ?? []).flatMap((platform, index) =>
      isInvalid(parsePlatform(platform))
        ? [{ message: `\`${platform}\` is no platform such as linux/arm64`, path: ['platforms', index] }]
        : [],
    ),
    ...(absent &&
    (platforms ??
      rest.sameAs ??
      rest.differsFrom ??
      rest.sameAsImage ??
      rest.newLayers ??
      rest.digestIn ??
      rest.digestNotIn ??
      rest.savedIn ??
      rest.labels ??
      rest.mediaType)
      ? [{ message: 'an absent manifest can have no other properties', path: ['absent'] }]
      : []),
  ],
};

async function judge(spec: ManifestSpec, world: World): Promise<Evaluation> {
  const wanted = taggedReference(spec.ref);
  const expected = spec.absent
    ? `no ${code(spec.ref)} in its registry`
    : `${code(spec.ref)} in its registry${asked(spec)}`;
  return askRegistry({ domain: wanted.domain, ca: spec.ca }, expected, world, async (client) => {
    const there = await client.manifest(wanted.path, nameOf(wanted));
    if (spec.absent)
      return there
        ? missed(expected, `it is still there, as ${short(there.digest)}`)
        : found(expected, 'it is not there');
    if (!there) return missing(wanted, expected, client, world);
    const described = await describeManifest(there, wanted.path, client);
    const otherDigest = await digestElsewhere(spec, there, wanted, client, world);
    if (otherDigest) return missed(expected, otherDigest.actual, otherDigest);
    const unmoved = await digestStillIn(spec, there, wanted, world);
    if (unmoved) return missed(expected, unmoved.actual, unmoved);
    const unsaved = await savedElsewhere(spec, there, wanted, client, world);
    if (unsaved) return missed(expected, unsaved.actual, unsaved);
    const problems = [
      ...(await contentProblems(spec, described, world)),
      ...(await comparisonProblems(spec, described, client, world)),
    ];
    return problems.length === 0
      ? found(expected, `it is ${short(there.digest)}`)
      : missed(
          expected,
          `${code(spec.ref)} is there (${short(there.digest)}), but ${joined(
            problems.map(({ actual }) => actual),
            'and',
          )}`,
          {
            help: problems.find(({ help }) => help)?.help,
            lacks: problems.length === 1 ? problems[0]!.lacks : undefined,
          },
        );
  });
}

interface ManifestProblem {
  readonly actual: string;
  readonly help?: string | undefined;
  readonly lacks?: Lack | undefined;
}

async function missing(
  wanted: Reference,
  expected: string,
  client: RegistryClient,
  world: World,
): Promise<Evaluation> {
  const tags = (await client.tags(wanted.path)) ?? [];
  if (tags.length === 0) return noRepository(wanted, expected, client, world);
  if (wanted.digest === undefined) return lackingTags([wanted.tag!], wanted, tags, expected, world);
  return missed(expected, `the repository ${code(wanted.path)} has no manifest ${short(wanted.digest)}`, {
    nearest: `its tags are ${listed(tags)}`,
  });
}

async function contentProblems(
  { ref, platforms, labels, mediaType }: ManifestSpec,
  is: DescribedManifest,
  world: World,
): Promise<ManifestProblem[]> {
  const problems: ManifestProblem[] = [];
  const index = isIndexType(is.mediaType);
  const fits =
    mediaType === undefined || mediaType === is.mediaType || mediaType === (index ? 'index' : 'image');
  if (!fits)
    problems.push({
      actual: `it is ${index ? 'an index' : 'a manifest of one image'} (${code(is.mediaType)}), not ${code(mediaType)}`,
    });
  const lacking = (platforms ?? []).filter((platform) => {
    const wanted = parsePlatform(platform);
    return !isInvalid(wanted) && !is.platforms.some((offered) => samePlatform(offered, wanted));
  });
  if (lacking.length > 0)
    problems.push({
      actual: `it is made for ${listed(is.platforms.map(formatPlatform))}, not for ${listed(lacking)}`,
      help: index
        ? undefined
        : 'It is the manifest of one image. Several platforms under one name need an index.',
    });
  const labeled = labelProblems(labels ?? {}, is.labels);
  const help =
    labeled.length > 0
      ? ((await notPushedYet(ref, is, world)) ?? labelHelp(ref, labels ?? {}, ', and push it'))
      : undefined;
  problems.push(...labeled.map((actual) => ({ actual, help })));
  return problems;
}

async function comparisonProblems(
  { ref, sameAs, differsFrom, newLayers, sameAsImage }: ManifestSpec,
  is: DescribedManifest,
  own: RegistryClient,
  world: World,
): Promise<ManifestProblem[]> {
  const problems: ManifestProblem[] = [];
  for (const other of [sameAs, differsFrom].filter((name) => name !== undefined)) {
    const digest = await digestOfOther(other, own, world);
    if (digest === undefined)
      problems.push({
        actual: `there is no ${code(other)} to compare it with`,
        lacks: { what: 'image', reference: taggedReference(other) },
      });
    else if (other === sameAs && digest !== is.digest)
      problems.push({
        actual: `${code(other)} is another image (${short(digest)})`,
        help: 'Two tags of one image have one digest: tag the same image, and push both.',
      });
    else if (other === differsFrom && digest === is.digest)
      problems.push({
        actual: `${code(other)} is the very same image`,
        help: await howToDiffer(ref, is, world),
      });
  }
  if (newLayers !== undefined) {
    const others = await layersOfOther(newLayers.than, world);
    const problem = others
      ? newLayersProblem(newLayers, is.layers, others)
      : { actual: `there is no ${code(newLayers.than)} to compare it with`, help: undefined };
    // What is on the engine already has only to be pushed; the registry knows nothing of it.
    if (problem) problems.push({ ...problem, help: (await notPushedYet(ref, is, world)) ?? problem.help });
  }
  if (sameAsImage !== undefined) {
    const image = imageCalled(await world.engine.api.listImages(), taggedReference(sameAsImage));
    if (!image)
      problems.push({ actual: `on the engine there is no image ${code(sameAsImage)} to compare it with` });
    else if (!isImage(is, image))
      problems.push({
        actual: `the engine's ${code(sameAsImage)} is another image`,
        help: `Push what ${code(sameAsImage)} stands for now, or pull what the registry has.`,
      });
  }
  return problems;
}

/** An engine knows an image by the digest of its config, or (with containerd's store) of its manifest or index. */
function isImage(is: DescribedManifest, { Id, RepoDigests }: Docker.ImageInfo): boolean {
  const digests = (RepoDigests ?? []).map((name) => name.slice(name.indexOf('@') + 1));
  return [Id, ...digests].some((digest) => is.digests.includes(digest));
}

/** A tag that is to lead to another image: is that one on the engine already, and only has to be pushed? */
async function howToDiffer(ref: string, is: DescribedManifest, world: World): Promise<string> {
  return (
    (await notPushedYet(ref, is, world)) ??
    `A tag moves when another image is pushed under it: give another one the name ${code(ref)}, by ${code('docker tag')} or a build of something else, and push it.`
  );
}

async function notPushedYet(ref: string, is: DescribedManifest, world: World): Promise<string | undefined> {
  const image = imageCalled(await world.engine.api.listImages(), taggedReference(ref));
  return image && !isImage(is, image)
    ? `On the engine ${code(ref)} is another image by now: push it, and the tag moves.`
    : undefined;
}

async function digestOfOther(name: string, own: RegistryClient, world: World): Promise<string | undefined> {
  const reference = taggedReference(name);
  let digest: string | undefined;
  await askRegistry({ domain: reference.domain }, name, world, async (client) => {
    digest = (await client.headManifest(reference.path, nameOf(reference)))?.digest;
    return found(name, '');
  });
  return digest ?? (await own.headManifest(reference.path, nameOf(reference)).catch(() => undefined))?.digest;
}

async function layersOfOther(name: string, world: World): Promise<readonly string[] | undefined> {
  const reference = taggedReference(name);
  let layers: readonly string[] | undefined;
  await askRegistry({ domain: reference.domain }, name, world, async (client) => {
    const other = await client.manifest(reference.path, nameOf(reference));
    layers = other && (await describeManifest(other, reference.path, client)).layers;
    return found(name, '');
  });
  return layers;
}

/** How a registry's API names it: the digest where there is one. */
function nameOf({ tag, digest }: Reference): string {
  return digest ?? tag ?? 'latest';
}

function asked({
  sameAs,
  differsFrom,
  newLayers,
  sameAsImage,
  digestIn,
  digestNotIn,
  savedIn,
  platforms,
  labels,
  mediaType,
}: ManifestSpec): string {
  const parts = [
    sameAs && `the same as ${code(sameAs)}`,
    differsFrom && `other than ${code(differsFrom)}`,
    newLayers && `with ${askedNewLayers(newLayers)}`,
    sameAsImage && `the same as the image ${code(sameAsImage)}`,
    digestIn && `its digest in ${code(digestIn)}`,
    digestNotIn && `no longer the one of ${code(digestNotIn)}`,
    savedIn && `saved in ${code(savedIn)}`,
    platforms && `for ${listed(platforms)}`,
    labels && `with ${listed(Object.entries(labels).map(([key, value]) => `${key}=${value}`))}`,
    mediaType && `as ${code(mediaType)}`,
  ].filter((part) => part !== undefined);
  return parts.length ? `, ${joined(parts, 'and')}` : '';
}
