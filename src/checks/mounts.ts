import path from 'node:path';
import type Docker from 'dockerode';
import { code, listed } from './phrases.ts';

export interface WantedMount {
  /** Folder in the container. */
  readonly target: string;
  /** Folder of the machine (relative: from the session's working folder), or the name of a volume. */
  readonly source?: string | undefined;
  readonly type?: 'bind' | 'volume' | undefined;
  /** The container must be able to write there. */
  readonly writable?: true | undefined;
}

type Mount = Docker.ContainerInspectInfo['Mounts'][number];

/** Names that Docker gives to volumes nobody named. */
const ANONYMOUS = /^[0-9a-f]{64}$/;

/** What is wrong with a container's mounts, and what to do about it; undefined when the wanted one is among them. */
export function mountProblem(
  wanted: WantedMount,
  there: readonly Mount[],
  workdir: string,
): { actual: string; help: string } | undefined {
  const target = trimmed(wanted.target);
  const mount = there.find(({ Destination }) => trimmed(Destination) === target);
  const isAsked = ({ Type, Source, Name }: Mount) =>
    asked !== undefined && asked === (Type === 'bind' ? Source : Name);
  const again = 'Mounts are fixed when a container is created: remove it, and run it again';
  const isFolder = wanted.type === 'bind';
  const asked =
    wanted.source === undefined ? undefined : isFolder ? path.resolve(workdir, wanted.source) : wanted.source;
  const form = `-v ${isFolder ? '/FOLDER' : 'VOLUME'}:${wanted.target}`;
  const misplaced = there.find((one) => isAsked(one) && one !== mount);
  const swapped = there.find(
    ({ Source, Destination }) => trimmed(Destination) === asked && trimmed(Source) === target,
  );
  if (swapped)
    return {
      actual: `has ${code(swapped.Source)} of the machine at ${code(swapped.Destination)}, the other way round`,
      help: `On the left of ${code('-v')} stands the folder of the machine, on the right that of the container. ${again} with ${code(form)}.`,
    };
  if (misplaced && !(mount && isAsked(mount)))
    return {
      actual: `has ${describe(misplaced)} at ${code(misplaced.Destination)}, not at ${code(wanted.target)}`,
      help: `The right side of ${code('-v')} is a folder in the container. ${again} with ${code(form)}.`,
    };
  if (!mount) {
    const others = there
      .filter(({ Name }) => !ANONYMOUS.test(Name ?? ''))
      .map(({ Destination }) => Destination);
    return {
      actual: `mounts nothing at ${code(wanted.target)}${others.length ? `, but something at ${listed(others)}` : ''}`,
      help: `${again} with ${code(form)} before the image.`,
    };
  }
  if (wanted.type !== undefined && mount.Type !== wanted.type)
    return {
      actual: `has ${describe(mount)} at ${code(wanted.target)}, not ${asked === undefined ? `a ${wanted.type}` : `the ${isFolder ? 'folder' : 'volume'} ${code(asked)}`}`,
      help: `${typeHelp(mount, isFolder)} ${again} with ${code(form)}.`,
    };
  const fits =
    asked === undefined ||
    isAsked(mount) ||
    (wanted.type === undefined && mount.Type === 'bind' && path.resolve(workdir, asked) === mount.Source);
  if (fits)
    return wanted.writable && !mount.RW
      ? {
          actual: `may only read ${describe(mount)} at ${code(wanted.target)}`,
          help: `It is to store something there, so leave ${code(':ro')} away. ${again} with ${code(form)}.`,
        }
      : undefined;
  return {
    actual: `has ${describe(mount)} at ${code(wanted.target)}, not ${code(asked)}`,
    help: `${again} with ${code(form)}.`,
  };
}

function describe({ Type, Name = '', Source }: Mount): string {
  if (Type === 'bind') return `the folder ${code(Source)}`;
  if (Type !== 'volume') return `a ${Type}`;
  return ANONYMOUS.test(Name) ? 'an anonymous volume' : `the volume ${code(Name)}`;
}

function typeHelp({ Type, Name = '' }: Mount, wantsFolder: boolean): string {
  if (!wantsFolder || Type !== 'volume')
    return 'A path with a slash in front is a folder, a plain word is the name of a volume.';
  if (ANONYMOUS.test(Name))
    return 'The image declares a volume there, and Docker made one because you gave no folder.';
  return `Without a slash in front, ${code(Name)} is the name of a volume: for a folder write an absolute path such as \`"$PWD/${Name}"\`.`;
}

function trimmed(folder: string): string {
  return folder.replace(/(.)\/+$/, '$1');
}
