import { envProblem } from '../argv/checks.ts';
import { referenceProblem } from '../images/reference-argument.ts';
import { ANY, bool, list, text, type Command } from './command.ts';
import { filter, force, platform } from './shared-flags.ts';

const change = list('c change', 'Apply a Dockerfile instruction to the image');

/** Images from files and to files. */
export const archiveCommands: readonly Command[] = [
  {
    names: ['image build', 'build', 'builder build'],
    usage: '[OPTIONS] PATH | URL | -',
    about: 'Build an image from a Dockerfile',
    args: [1, 1],
    flags: [
      list('build-arg', 'Set a variable that the Dockerfile declares with ARG', { check: envProblem }),
      list('cache-from', 'Accepted as docker accepts it; the cache of the engine is used', { hidden: true }),
      bool('compress', 'Accepted as docker accepts it; the engine is on this machine', { hidden: true }),
      bool('disable-content-trust', 'Accepted as docker accepts it; signatures are never checked', {
        hidden: true,
      }),
      text('f file', 'Path of the Dockerfile, or - for standard input; by default PATH/Dockerfile'),
      bool('force-rm', 'Always remove intermediate containers'),
      text('iidfile', 'Write the id of the image to this file'),
      list('label', 'Give the image a label'),
      text('network', 'Accepted as docker accepts it; there is nothing to run', { hidden: true }),
      bool('no-cache', 'Do every step again'),
      platform,
      text('progress', 'Accepted as docker accepts it; steps are always told in plain lines', {
        hidden: true,
      }),
      bool('pull', 'Look for a newer base image, also when there is one here'),
      bool('q quiet', 'Print only the id of the image'),
      bool('rm', 'Remove intermediate containers; --rm=false keeps them'),
      bool('squash', 'Accepted as docker accepts it', { hidden: true }),
      list('t tag', 'Name the image, as name:tag', { check: referenceProblem }),
      text('target', 'Build up to this stage'),
    ],
    load: async () => (await import('../images/build/build.ts')).build,
  },
  {
    names: ['builder prune'],
    usage: '[OPTIONS]',
    about: 'Remove what the engine remembers of builds',
    args: [0, 0],
    flags: [bool('a all', 'Remove all of it, not only what no image needs'), filter, force],
    load: async () => (await import('../images/build/prune.ts')).pruneBuilds,
  },
  {
    names: ['image save', 'save'],
    usage: '[OPTIONS] IMAGE [IMAGE...]',
    about: 'Write images to a tar archive',
    args: [1, ANY],
    flags: [text('o output', 'Write to this file instead of standard output')],
    load: async () => (await import('../images/save.ts')).save,
  },
  {
    names: ['image load', 'load'],
    usage: '[OPTIONS]',
    about: 'Read images from a tar archive',
    args: [0, 0],
    flags: [
      text('i input', 'Read from this file instead of standard input'),
      bool('q quiet', 'Do not show how it goes on'),
    ],
    load: async () => (await import('../images/load.ts')).load,
  },
  {
    names: ['image import', 'import'],
    usage: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
    about: 'Make an image of the files in a tar archive',
    args: [1, ANY],
    flags: [change, text('m message', 'Say what this is, for the history'), platform],
    load: async () => (await import('../images/import.ts')).importImage,
  },
];
