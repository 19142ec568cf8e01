import { parseCommands } from '../../checks/command-words.ts';
import type { Command } from '../../checks/command-words.ts';
import type { LedgerKind } from './ledger.ts';

/**
 * What a line creates, as far as it names it. On a real engine other people and programs work at the same time: what
 * comes while `docker pull alpine` runs is the session's only if that command can have made it. What a line does not
 * name (a script, a generated name) is told by the session's label, or not at all.
 */
export type MayCreate = (kind: LedgerKind, name: string, id: string) => boolean;

const nothing: MayCreate = () => false;

/** Reads a typed line, with the shell's variables put in. */
export function mayCreate(line: string, env: Readonly<Record<string, string>>): MayCreate {
  const each = parseCommands(line, env)
    .filter(({ program }) => program === 'docker')
    .map(ofCommand);
  return (kind, name, id) => each.some((may) => may(kind, name, id));
}

/** What calls of the session's docker make, wherever they stand: in a script, a hook, another terminal. */
export function mayMakeImages(calls: readonly (readonly string[])[]): MayCreate {
  const each = calls.map(([command, ...names]) => {
    // An archive does not tell from outside which images are in it.
    if (command === 'load') return anyImage;
    if (command === 'build') return builds(names);
    if (command === 'from') return either(...names.map(base));
    // What is tagged, imported or committed comes first, the new name last.
    return command === 'pull' ? either(...names.map(pulls)) : image(names.at(-1));
  });
  return either(...each);
}

/** The images that containers of these were made of. */
export const imagesNamed = (names: readonly string[]): MayCreate => either(...names.map(image));

const anyImage: MayCreate = (kind) => kind === 'image';

function ofCommand({ command, flags, operands }: Command): MayCreate {
  const values = (name: string): string[] =>
    flags.flatMap((flag) => (flag.name === name && flag.value !== undefined ? [flag.value] : []));
  const [first, second] = operands;
  switch (command) {
    case 'image tag':
    case 'image import':
    case 'container commit':
      return image(second);
    case 'image pull':
      return pulls(first);
    case 'image load':
      return anyImage;
    case 'image build':
      return builds(values('tag'));
    case 'container run':
    case 'container create': {
      const volumes = values('volume').map((value) => value.split(':')[0]!);
      return either(image(first), named('container', values('name')), named('volume', volumes));
    }
    case 'volume create':
      return named('volume', [first ?? '']);
    case 'network create':
      return named('network', [operands.at(-1) ?? '']);
    case 'swarm init':
      return either((kind) => kind === 'swarm', named('network', SWARM_NETWORKS));
    case 'service create':
      return either(
        image(first),
        named('service', values('name')),
        named('volume', mounted(values('mount'))),
      );
    case 'service update':
      return named('volume', mounted(values('mount-add')));
    case 'stack deploy':
      return (kind, name) =>
        (kind === 'service' || kind === 'network') && name.startsWith(`${operands.at(-1) ?? ''}_`);
    default:
      return nothing;
  }
}

/** What an engine makes for itself when it starts a swarm. */
const SWARM_NETWORKS = ['ingress', 'docker_gwbridge'];

/** The volumes that `--mount` names: `type=volume,source=data,target=/data`. */
const mounted = (values: readonly string[]): string[] =>
  values.flatMap((value) => /(?:^|,)(?:source|src)=([^,/]+)/.exec(value)?.[1] ?? []);

const named =
  (kind: LedgerKind, names: readonly string[]): MayCreate =>
  (ofKind, name) =>
    ofKind === kind && names.includes(name);

const either =
  (...all: readonly MayCreate[]): MayCreate =>
  (kind, name, id) =>
    all.some((may) => may(kind, name, id));

/** The image of exactly this name. */
function image(written: string | undefined): MayCreate {
  if (written === undefined) return nothing;
  const wanted = withTag(written);
  return (kind, name) => kind === 'image' && withTag(name) === wanted;
}

/** Tags are not compared: `pull --all-tags` brings many. What is pulled by digest has no name. */
function pulls(written: string | undefined): MayCreate {
  if (written === undefined) return nothing;
  const wanted = bare(written);
  return (kind, name, id) =>
    kind === 'image' && (bare(name) === wanted || (name === id && written.includes('@')));
}

/** What a Dockerfile stands on: exactly this tag; what is named by a digest has no name of its own here. */
const base = (written: string): MayCreate => (written.includes('@') ? pulls(written) : image(written));

/** The names given to it, and what a build leaves without any: its stages, or itself. */
function builds(names: readonly string[]): MayCreate {
  const named = imagesNamed(names);
  return (kind, name, id) => (kind === 'image' && name === id) || named(kind, name, id);
}

const bare = (name: string): string =>
  familiar(name)
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '');

const withTag = (name: string): string =>
  /:[^/]*$|@/.test(familiar(name)) ? familiar(name) : `${familiar(name)}:latest`;

const familiar = (name: string): string => name.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '');
