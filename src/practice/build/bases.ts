import type { Platform } from '../../image/platform.ts';
import { familiarReference } from '../../image/reference.ts';
import type { FileTree } from '../archive/file-tree.ts';
import { badRequest } from '../http/failure.ts';
import { taggedReference } from '../images/docker-reference.ts';
import type { Image } from '../images/image.ts';
import { readPlatform, samePlatform } from './build.ts';
import type { StageWorld } from './stage-builder.ts';

/** The image of a name for a platform: the one that is here, or one that is got now. */
export async function imageOf(
  { parts, options, output, platform: usual }: StageWorld,
  name: string,
  platform: Platform,
  pull: boolean,
): Promise<Image> {
  const local = pull ? undefined : parts.store.find(name);
  const anyPlatform = options.platform === '' && samePlatform(platform, usual);
  if (local) {
    const config = parts.store.config(local);
    if (anyPlatform || samePlatform(readPlatform(`${config.os}/${config.architecture}`), platform))
      return local;
  }
  const reference = taggedReference(name);
  return parts.fetch(familiarReference(reference), platform, output, options.signal);
}

/** The files of an earlier stage, by name or number, or of an image. */
export async function stageTree(world: StageWorld, from: string, platform: Platform): Promise<FileTree> {
  const { built, trees } = world;
  const wrong = (problem: string): Error => badRequest(`invalid from flag value ${from}: ${problem}`);
  const named = built.find(({ name }) => name === from.toLowerCase());
  if (named) return trees.of(named.draft?.layers ?? []);
  if (/^\d+$/.test(from)) {
    const index = Number(from);
    if (index === built.length) throw wrong('refers to current build stage');
    if (index > built.length) throw wrong('index out of bounds');
    return trees.of(built[index]!.draft?.layers ?? []);
  }
  try {
    const image = await imageOf(world, from, platform, false);
    world.pin(image.layers.map(({ digest }) => digest));
    return await trees.of(image.layers);
  } catch (error) {
    throw wrong((error as Error).message);
  }
}
