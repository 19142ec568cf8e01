import { archiveCommands } from './archives.ts';
import { ANY, bool, text, type Command } from './command.ts';
import {
  filter,
  force,
  format,
  inspectFormat,
  noTrunc,
  platform,
  pruneFilter,
  quiet,
} from './shared-flags.ts';

export const imageCommands: readonly Command[] = [
  ...archiveCommands,
  {
    names: ['image history', 'history'],
    usage: '[OPTIONS] IMAGE',
    about: 'Show how an image came about, layer by layer',
    args: [1, 1],
    flags: [
      format,
      bool('H human', 'Show sizes and dates in the form people read; --human=false for exact ones'),
      noTrunc,
      quiet('Show only the ids'),
    ],
    load: async () => (await import('../images/history.ts')).history,
  },
  {
    names: ['image inspect'],
    usage: '[OPTIONS] IMAGE [IMAGE...]',
    about: 'Show everything the engine knows of images',
    args: [1, ANY],
    flags: [inspectFormat],
    load: async () => (await import('../system/inspect.ts')).inspectOf('image'),
  },
  {
    names: ['image ls', 'image list', 'images'],
    usage: '[OPTIONS] [REPOSITORY[:TAG]]',
    about: 'List the images of the engine',
    args: [0, 1],
    flags: [
      bool('a all', 'Show intermediate images as well'),
      bool('digests', 'Show the digests that registries know the images by'),
      filter,
      format,
      noTrunc,
      quiet('Show only the ids'),
    ],
    load: async () => (await import('../images/list.ts')).listImages,
  },
  {
    names: ['image prune'],
    usage: '[OPTIONS]',
    about: 'Remove images that nothing uses',
    args: [0, 0],
    flags: [
      bool('a all', 'Remove every image without a container, not only those without a name'),
      pruneFilter,
      force,
    ],
    load: async () => (await import('../images/prune.ts')).pruneImages,
  },
  {
    names: ['image pull', 'pull'],
    usage: '[OPTIONS] NAME[:TAG|@DIGEST]',
    about: 'Get an image from a registry',
    args: [1, 1],
    flags: [
      bool('a all-tags', 'Get every tag of the repository'),
      bool('disable-content-trust', 'Accepted as docker accepts it; signatures are never checked', {
        hidden: true,
      }),
      platform,
      quiet('Print only the name'),
    ],
    load: async () => (await import('../images/pull.ts')).pull,
  },
  {
    names: ['image push', 'push'],
    usage: '[OPTIONS] NAME[:TAG]',
    about: 'Send an image to a registry',
    args: [1, 1],
    flags: [
      bool('a all-tags', 'Send every tag of the repository'),
      bool('disable-content-trust', 'Accepted as docker accepts it; nothing is signed', { hidden: true }),
      quiet('Print only the name'),
    ],
    load: async () => (await import('../images/push.ts')).push,
  },
  {
    names: ['image rm', 'image remove', 'rmi'],
    usage: '[OPTIONS] IMAGE [IMAGE...]',
    about: 'Remove names of images, and images that have none left',
    args: [1, ANY],
    flags: [
      bool('f force', 'Remove it even when stopped containers use it'),
      bool('no-prune', 'Keep parents without a name'),
    ],
    load: async () => (await import('../images/remove.ts')).removeImages,
  },
  {
    names: ['image tag', 'tag'],
    usage: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
    about: 'Give an image one more name',
    args: [2, 2],
    flags: [],
    load: async () => (await import('../images/tag.ts')).tag,
  },
  {
    names: ['search'],
    usage: '[OPTIONS] TERM',
    about: 'Search Docker Hub for images',
    args: [1, 1],
    flags: [filter, format, text('limit', 'Most results to show'), noTrunc],
    load: async () => (await import('../images/search.ts')).search,
  },
];
