import { z } from 'zod';
import type Docker from 'dockerode';
import { familiarReference, sameReference } from '../image/reference.ts';
import type { Reference } from '../image/reference.ts';
import { isInvalid } from '../image/invalid.ts';
import { formatPlatform, parsePlatform, samePlatform } from '../image/platform.ts';
import { containerName, imageCalled, namesOf, shortId } from './engine-state.ts';
import { found, missed } from './finding.ts';
import { imageByDigest, imageDigestElsewhere } from './image-digest-in.ts';
import { withoutNewLayers } from './image-new-layers.ts';
import type { CheckKind, Evaluation, World } from './kind.ts';
import { taggedReference } from './known-reference.ts';
import { labelHelp, labelProblems } from './labels.ts';
import { isNamed, removedAsContainer } from './named-images.ts';
import { askedNewLayers, newLayers } from './new-layers.ts';
import { nearReference } from './near-reference.ts';
import { code, joined, listed } from './phrases.ts';
import { absent, pairs, reference, text } from './spec-parts.ts';
import { swappedTag } from './swapped-tag.ts';

const full = z.strictObject({
  name: reference,
  /** The name must not be on the engine. */
  absent,
  /** Another local name that must stand for the same image id. */
  sameAs: reference.optional(),
  /** Another local name that must stand for a different image id. */
  differsFrom: reference.optional(),
  /** Layers that another local image has not. */
  newLayers: newLayers.optional(),
  /** Labels the image must have, with these values. */
  labels: pairs.optional(),
  /** A word of the command that a container of it starts with: `sleep`. */
  starts: text.optional(),
  /** `linux/arm64`. */
  platform: z.string().optional(),
  /** A file that must hold the digest by which a registry knows the image; with `absent`, the one that must be gone. */
  digestIn: z.string().min(1).optional(),
});

type ImageSpec = z.infer<typeof full>;

/** A name on the engine: `image: alpine`, or with more to say, `image: { name: alpine, absent: true }`. */
export const image: CheckKind<ImageSpec> = {
  kind: 'image',
  schema: z.union([reference.transform((name): ImageSpec => ({ name })), full]),
  title: ({ name, absent, sameAs, differsFrom, newLayers, digestIn }) => {
    if (absent)
      return digestIn
        ? `the image ${code(name)} of ${code(digestIn)} is not on the engine`
        : `image ${code(name)} is not on the engine`;
    if (digestIn) return `the digest of the image ${code(name)} stands in ${code(digestIn)}`;
    if (newLayers) return `image ${code(name)} has ${askedNewLayers(newLayers)}`;
    if (sameAs) return `image ${code(name)} is the same image as ${code(sameAs)}`;
    return differsFrom
      ? `image ${code(name)} is another image than ${code(differsFrom)}`
      : `image ${code(name)} is on the engine`;
  },
  async evaluate(spec, world) {
    const images = await world.engine.api.listImages();
    return spec.absent ? evaluateAbsent(spec, images, world) : evaluatePresent(spec, images, world);
  },
  explains: ({ name, absent }, lack) =>
    !absent && lack.what === 'image' && sameReference(lack.reference, taggedReference(name)),
  lint: ({ absent, sameAs, differsFrom, newLayers, labels, starts, platform }) => [
    ...(absent && (sameAs ?? differsFrom ?? newLayers ?? labels ?? starts ?? platform)
      ? [{ message: 'an absent image can have no other properties than `digestIn`', path: ['absent'] }]
      : []),
    ...(platform && isInvalid(parsePlatform(platform))
      ? [{ message: `\`${platform}\` is no platform such as linux/arm64`, path: ['platform'] }]
      : []),
  ],
};

/** Docker writes the name of the service on the containers of its tasks. */
const SERVICE_LABEL = 'com.docker.swarm.service.name';

async function evaluateAbsent(
  { name, digestIn }: ImageSpec,
  images: readonly Docker.ImageInfo[],
  world: World,
): Promise<Evaluation> {
  if (digestIn !== undefined) {
    const known = await imageByDigest(name, digestIn, images, world.workdir);
    const gone = `no image ${code(name)} with the digest in ${code(digestIn)} on the engine`;
    return known
      ? missed(gone, `the image ${code(name)} with the digest in ${code(digestIn)} is still there`, {
          help: `It goes by that name: ${code(`docker image rm "$(cat ${digestIn})"`)}.`,
        })
      : found(gone, 'it is not there');
  }
  const expected = `no image called ${code(name)} on the engine`;
  const there = imageCalled(images, taggedReference(name));
  if (!there) return found(expected, `${code(name)} is not there`);
  const containers = await world.engine.api.listContainers({ all: true });
  const made = containers.filter(({ ImageID }) => ImageID === there.Id);
  const users = made.map(containerName).sort();
  const service = made.map(({ Labels }) => Labels?.[SERVICE_LABEL]).find((label) => label !== undefined);
  if (service !== undefined)
    return missed(expected, `${code(familiarReference(taggedReference(name)))} is still there`, {
      help: `The service ${code(service)} runs it, and would start new containers: remove the service first (${code(`docker service rm ${service}`)}), or leave the swarm.`,
    });
  return missed(expected, `${code(familiarReference(taggedReference(name)))} is still there`, {
    help: users.length
      ? users.length === 1
        ? `The container ${listed(users)} is made of it: remove the container first.`
        : `The containers ${listed(users)} are made of it: remove them first.`
      : removedAsContainer(taggedReference(name), world)
        ? '`docker rm` removes containers. The name of an image goes with `docker image rm`.'
        : 'Removing one name leaves the others: `docker image rm` takes each name that shall go.',
  });
}

async function evaluatePresent(
  spec: ImageSpec,
  images: readonly Docker.ImageInfo[],
  world: World,
): Promise<Evaluation> {
  const { engine } = world;
  const wanted = taggedReference(spec.name);
  const expected = `an image called ${code(spec.name)} on the engine`;
  const there = imageCalled(images, wanted);
  if (!there) {
    const close = nearReference(wanted, namesOf(images));
    // An image that gets several names in a lab has those of earlier steps rightly.
    const near = close && (spec.sameAs === undefined || isNamed(close.reference, world)) ? close : undefined;
    return missed(expected, `there is no image ${code(familiarReference(wanted))}`, {
      nearest: near && `there is ${code(near.name)}: ${near.difference}`,
      help:
        swappedTag(wanted, world) ??
        (near && !isSource(spec, near.reference)
          ? 'Compare the two names piece by piece: registry, repository, tag.'
          : howToName(spec, images)),
    });
  }
  const compared = compare(spec, there, images);
  if (compared) return compared;
  const unlike = spec.newLayers && (await withoutNewLayers(spec.name, spec.newLayers, there, images, world));
  if (unlike) return unlike;
  const elsewhere = spec.digestIn && (await imageDigestElsewhere(spec.name, spec.digestIn, there, world));
  if (elsewhere) return missed(`the digest of ${code(spec.name)}`, elsewhere.actual, elsewhere);
  if (!spec.labels && !spec.platform && !spec.starts) return found(expected, `${code(spec.name)} is there`);
  const details = await engine.api.getImage(there.Id).inspect();
  const labels = labelProblems(spec.labels ?? {}, details.Config?.Labels ?? {});
  const problems = [...labels];
  const starts = spec.starts && startProblem(spec.starts, details.Config);
  if (starts) problems.push(starts);
  const platform = spec.platform && platformProblem(spec.platform, details);
  if (platform) problems.push(platform);
  const asked = `${expected}, with ${joined([...Object.entries(spec.labels ?? {}).map(([key, value]) => code(`${key}=${value}`)), ...(spec.starts ? [`a command with ${code(spec.starts)}`] : []), ...(spec.platform ? [`the platform ${spec.platform}`] : [])], 'and')}`;
  return problems.length === 0
    ? found(asked, `${code(spec.name)} has them`)
    : missed(asked, `${code(spec.name)} is there, but ${joined(problems, 'and')}`, {
        help:
          labels.length > 0
            ? labelHelp(spec.name, spec.labels ?? {})
            : starts &&
              `What an image starts stands behind ${code('CMD')} in its Dockerfile: build ${code(spec.name)} again.`,
      });
}

/** What is near is the very image that is to have one more name: nothing is misspelled, only not done. */
function isSource({ sameAs }: ImageSpec, near: Reference): boolean {
  return sameAs !== undefined && sameReference(taggedReference(sameAs), near);
}

/** An image that is to have a second name: whether the first one is here to begin with. */
function howToName({ sameAs }: ImageSpec, images: readonly Docker.ImageInfo[]): string {
  if (sameAs === undefined)
    return namesOf(images).length === 0
      ? 'The engine has no image yet: `docker pull`, `docker build` or `docker load` brings one.'
      : '`docker image ls` shows the names that are there.';
  return imageCalled(images, taggedReference(sameAs))
    ? `${code(sameAs)} is here: \`docker tag\` gives it one more name.`
    : `${code(sameAs)} is not here either: pull it first, then give it the second name.`;
}

/** `sameAs` and `differsFrom`: two names, one id or two. */
function compare(
  { name, sameAs, differsFrom }: ImageSpec,
  there: Docker.ImageInfo,
  images: readonly Docker.ImageInfo[],
): Evaluation | undefined {
  const other = sameAs ?? differsFrom;
  if (other === undefined) return undefined;
  const expected = sameAs
    ? `${code(name)} and ${code(other)}: two names of one image`
    : `${code(name)} and ${code(other)}: two different images`;
  const otherImage = imageCalled(images, taggedReference(other));
  if (!otherImage)
    return missed(
      expected,
      `${code(name)} is there, but there is no image ${code(other)} to compare it with`,
      {
        help: `Get ${code(other)} back: it is needed here.`,
      },
    );
  const same = otherImage.Id === there.Id;
  if (same === Boolean(sameAs)) return undefined;
  if (same)
    return missed(expected, `both are the image ${code(shortId(there.Id))}`, {
      help: 'A tag adds a name to an image. To get another image, build or pull one.',
    });
  return missed(
    expected,
    `${code(name)} is the image ${code(shortId(there.Id))}, and ${code(other)} is ${code(shortId(otherImage.Id))}`,
    { help: `\`docker tag SOURCE TARGET\` moves a name: the source should be ${code(other)}.` },
  );
}

/** Entry point and command are one line, whichever form the Dockerfile gives them in. */
function startProblem(
  wanted: string,
  { Entrypoint: entry, Cmd: command }: Docker.ImageInspectInfo['Config'],
): string | undefined {
  const line = [entry ?? [], command ?? []].flat().join(' ');
  if (line.split(/[\s/]+/).includes(wanted)) return undefined;
  return line === '' ? 'it starts nothing' : `it starts ${code(line)}, not ${code(wanted)}`;
}

function platformProblem(
  wanted: string,
  { Os, Architecture, ...rest }: Docker.ImageInspectInfo,
): string | undefined {
  const parsed = parsePlatform(wanted);
  const variant = (rest as { Variant?: string }).Variant;
  const is = { os: Os, architecture: Architecture, ...(variant ? { variant } : {}) };
  if (isInvalid(parsed) || samePlatform(is, parsed)) return undefined;
  return `it is made for ${formatPlatform(is)}, not for ${wanted}`;
}
