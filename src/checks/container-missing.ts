import type Docker from 'dockerode';
import { nearest } from '../lab/nearest.ts';
import { commandsTyped } from './commands-typed.ts';
import type { ContainerSpec } from './container.ts';
import { containerName, imageCalled } from './engine-state.ts';
import { found, missed } from './finding.ts';
import { fitsImage, flagBehindImage } from './container-problems.ts';
import type { Evaluation, World } from './kind.ts';
import { taggedReference } from './known-reference.ts';
import { code, count, firstLine, listed } from './phrases.ts';

/** `absent: true`: says in which state it still is, and how it goes. */
export function absentContainer(name: string, there: Docker.ContainerInfo | undefined): Evaluation {
  const expected = `no container called ${code(name)}`;
  if (!there) return found(expected, 'there is none');
  const running = there.State === 'running';
  return missed(
    expected,
    `the container ${code(name)} is still there${running ? ', and it runs' : `, ${there.State}`}`,
    {
      help: running
        ? 'Stop it first, or remove it with `--force`.'
        : 'A stopped container is not gone: `docker container ls --all` shows it, `docker rm` removes it.',
    },
  );
}

/** No container of that name: is one of the right image called something else, or is the name misspelled? */
export async function missingContainer(
  { name, image }: ContainerSpec,
  expected: string,
  all: readonly Docker.ContainerInfo[],
  { engine, typed }: World,
): Promise<Evaluation> {
  const actual = `no container is called ${code(name)}${all.length === 0 ? '; there is none at all' : ''}`;
  const removal = removedBy(name, typed);
  if (removal !== undefined)
    return missed(expected, actual, {
      nearest: `you removed it with ${code(firstLine(removal))}`,
      help: `${code(`docker run … --name ${name}`)} makes it anew: the key ↑ brings back what you typed before.`,
    });
  const called = nearest(name, all.map(containerName));
  const near = all.find((one) => containerName(one) === called);
  if (near)
    return missed(expected, actual, {
      nearest: `there is one called ${code(called!)}, not ${code(name)}`,
      help: `\`docker rename\` gives a container another name; or remove it, and run it again with ${code(`--name ${name}`)}.`,
    });
  const made = image === undefined ? [] : all.filter((one) => fitsImage(image, one.Image));
  const alike = made.filter((one) => !meantForAnother(one, typed));
  const running = alike.find(({ State }) => State === 'running') ?? alike[0];
  if (running && flagBehindImage(running.Command))
    return missed(expected, actual, {
      nearest: `a container of ${code(image!)} is there (${running.State}), and the flags went to the program in it: ${code(running.Command)}`,
      help: `What stands after the image's name is for the program inside. Put all flags of \`docker run\` before the image; first remove that container, whose name is ${code(containerName(running))}.`,
    });
  if (running)
    return missed(expected, actual, {
      nearest: `a container of ${code(image!)} is there (${running.State}), but it is called ${code(containerName(running))}, not ${code(name)}`,
      help: madeUp(running)
        ? `Without \`--name\` Docker makes a name up. Remove that one, and run it again with ${code(`--name ${name}`)}; or use \`docker rename\`.`
        : `Was it to be ${code(name)}? Then \`docker rename\` does it; or remove it, and run it again with ${code(`--name ${name}`)}.`,
    });
  if (made[0])
    return missed(expected, actual, {
      nearest: `${code(containerName(made[0]))} is made of ${code(image!)} as well, but that is another one`,
      help: `From one image any number of containers can be made: this one is to be run besides, with ${code(`--name ${name}`)}.`,
    });
  if (image !== undefined) {
    const images = await engine.api.listImages();
    if (
      imageCalled(images, taggedReference(image)) ??
      images.some(({ RepoTags }) => RepoTags?.some((tag) => fitsImage(image, tag)))
    )
      return missed(expected, actual, {
        nearest: `the image ${code(image)} is on the engine`,
        help: 'An image alone runs nothing: `docker run` makes a container of it and starts it.',
      });
  }
  return missed(expected, actual, {
    nearest: all.length
      ? `there ${all.length === 1 ? 'is' : 'are'} ${count(all.length, 'other')}: ${listed(all.map(containerName))}`
      : undefined,
    help: '`docker run` makes and starts a container; `docker container ls --all` shows those that ended as well.',
  });
}

/** The line that removed it in this step, when none was made after that. */
function removedBy(name: string, typed: World['typed']): string | undefined {
  const last = typed
    .filter(({ exitCode }) => exitCode === 0)
    .flatMap((one) => commandsTyped(one).map((command) => ({ ...command, line: one.line })))
    .findLast(({ command, operands }) =>
      command === 'container rm' ? operands.includes(name) : /^container (run|create)$/.test(command),
    );
  return last?.command === 'container rm' ? last.line : undefined;
}

/** A name that Docker makes up, of an adjective and a surname. */
function madeUp(one: Docker.ContainerInfo): boolean {
  return /^[a-z]+_[a-z]+\d?$/.test(containerName(one));
}

/** A container that got its name on purpose, and not in this step: a lab that runs several of one image has more than this one. */
function meantForAnother(one: Docker.ContainerInfo, typed: World['typed']): boolean {
  const name = containerName(one);
  return !madeUp(one) && !typed.some(({ line }) => line.split(/[\s=;'"]+/).includes(name));
}
