import type Docker from 'dockerode';
import {
  familiarName,
  isInvalid,
  parseReference,
  sameReference,
  withDefaultTag,
} from '../image/reference.ts';
import { nearest } from '../lab/nearest.ts';
import { commandsTyped } from './commands-typed.ts';
import type { ContainerSpec } from './container.ts';
import { containerName } from './engine-state.ts';
import { differenceBetween } from './near-reference.ts';
import { knownReference, taggedReference } from './known-reference.ts';
import type { World } from './kind.ts';
import { lastWords } from './last-words.ts';
import { mountProblem } from './mounts.ts';
import { code, firstLine, listed } from './phrases.ts';
import { parsePublishing, portProblem, publishingsOf } from './ports.ts';

export interface ContainerProblem {
  /** Rest of a sentence after the container's name: "publishes no port". */
  readonly actual: string;
  /** What its program said of it. */
  readonly nearest?: string | undefined;
  readonly help: string;
  /** It may come from another problem: where there is one, that one's help counts. */
  readonly yields?: true;
}

type Inspection = Docker.ContainerInspectInfo;

/** Whether the image that a container was made of is the wanted one; without a tag any tag will do. */
export function fitsImage(wanted: string, is: string): boolean {
  const [one, other] = [knownReference(wanted), parseReference(is)];
  if (isInvalid(other)) return false;
  if (one.tag !== undefined || one.digest !== undefined) return sameReference(one, other);
  return familiarName(one) === familiarName(other);
}

/** All that is not as asked, the most telling first. */
export async function containerProblems(
  spec: ContainerSpec,
  is: Inspection,
  world: World,
): Promise<ContainerProblem[]> {
  const { workdir } = world;
  const image = imageProblem(spec, is);
  // Another image has other ports, mounts and reasons to end: nothing more is to be learned from it.
  if (image) return [image];
  const state = await stateProblem(spec, is, world);
  const problems = [state];
  // A container that has ended shows no ports; that it ended is the news then.
  for (const wanted of state ? [] : (spec.publishes ?? [])) problems.push(portsProblem(wanted, is));
  for (const wanted of spec.mounts ?? []) problems.push(mountProblem(wanted, is.Mounts ?? [], workdir));
  problems.push(networkProblem(spec, is));
  problems.push(...envProblems(spec.env ?? {}, is.Config.Env ?? []));
  return problems.filter((problem) => problem !== undefined);
}

function imageProblem({ image }: ContainerSpec, { Config }: Inspection): ContainerProblem | undefined {
  if (image === undefined || fitsImage(image, Config.Image)) return undefined;
  const parsed = parseReference(Config.Image);
  const same = !isInvalid(parsed) && familiarName(parsed) === familiarName(knownReference(image));
  const difference = same ? `: ${differenceBetween(taggedReference(image), withDefaultTag(parsed))}` : '';
  return {
    actual: `is made of ${code(Config.Image)}, not of ${code(image)}${difference}`,
    help: 'The image is the first word after the flags of `docker run`. Remove the container, and run the other image.',
  };
}

async function stateProblem(
  spec: ContainerSpec,
  { Id, State, HostConfig, Args }: Inspection,
  world: World,
): Promise<ContainerProblem | undefined> {
  const { state, name } = spec;
  if (state === undefined || State.Status === state) return undefined;
  const logs = `${code(`docker logs ${name}`)} shows what it said`;
  const start = `${code(`docker start ${name}`)} starts it`;
  if (State.Status === 'created') {
    if (/already allocated|already in use/i.test(State.Error)) return portTaken(HostConfig, spec, world);
    const network = HostConfig.NetworkMode ?? 'default';
    if (!(await isNetwork(network, world)))
      return {
        actual: `was created but could not start: there is no network ${code(network)}`,
        help: `${code(`docker network create ${network}`)} makes it. After that, ${start}.`,
      };
    return State.Error
      ? { actual: `was created but could not start: ${firstLine(State.Error)}`, help: `${logs}.` }
      : { actual: 'was created, but never started', help: `${start}.` };
  }
  if (State.Status === 'exited') {
    const actual = `has exited with code ${State.ExitCode}`;
    const astray = flagBehindImage(Args.join(' '));
    if (astray !== undefined)
      return {
        actual: `${actual}, for ${code(astray)} went to the program in it`,
        help: `What stands after the image's name is for the program inside. Remove the container, and run it again with all flags of ${code('docker run')} before the image.`,
      };
    if (wasStopped(world)) return { actual, help: `You stopped it: ${start} again.`, yields: true };
    const said = await lastWords(Id, world);
    return {
      actual,
      nearest: said && `it said: ${code(said)}`,
      help:
        State.ExitCode === 0
          ? `Its program came to its end, or was stopped: ${logs}, and ${start} again.`
          : `If nobody stopped it, its program ended with an error: ${logs}.`,
      yields: true,
    };
  }
  if (state === 'running') return { actual: `is ${State.Status}, not running`, help: `${logs}.` };
  if (state === 'exited' && State.Status === 'running')
    return {
      actual: 'is running, not exited',
      help: `If its program ends by itself it may have done so by now: ${code('/check')} looks again. Otherwise ${code(`docker stop ${name}`)} ends it.`,
    };
  return {
    actual: `is ${State.Status}, not ${state}`,
    help: '`docker stop`, `docker pause` and `docker start` change the state.',
  };
}

/** `docker run IMAGE -d -p …`: a flag of `docker run` that the program inside got as its argument. */
export function flagBehindImage(command: string): string | undefined {
  return /(?:^|\s)(-d|-p|-dp|-it|-v|-e|--name|--publish|--detach|--volume|--env|--network)(?=\s|=|$)/.exec(
    command,
  )?.[1];
}

/** Whether the last thing that was done about containers was to stop one: what is run after that ends by itself. */
function wasStopped({ typed }: World): boolean {
  const last = typed
    .filter(({ exitCode }) => exitCode === 0)
    .flatMap(commandsTyped)
    .findLast(({ command }) => /^container (stop|kill|run|create|start|restart)$/.test(command));
  return last !== undefined && /stop|kill/.test(last.command);
}

/** `default`, `host`, `none` and `container:NAME` are no names of networks, but always fit. */
async function isNetwork(mode: string, { engine }: World): Promise<boolean> {
  if (/^(default|bridge|host|none|container:.*)$/.test(mode)) return true;
  const networks = await engine.api.listNetworks();
  return networks.some(({ Name, Id }) => Name === mode || Id === mode);
}

/** Docker creates the container first and finds the port taken after that: was it the wrong port, or who has it? */
async function portTaken(
  { PortBindings }: Inspection['HostConfig'],
  { name, publishes = [] }: ContainerSpec,
  { engine }: World,
): Promise<ContainerProblem> {
  const bound = publishingsOf(PortBindings as Parameters<typeof publishingsOf>[0]);
  const [wrong] = publishes.flatMap((one) => portProblem(parsePublishing(one)!, bound) ?? []);
  if (wrong) return { ...wrong, actual: `was created but could not start: it ${wrong.actual}` };
  const wanted = bound.map(({ host }) => host);
  const running = await engine.api.listContainers();
  const owner = running.find(({ Ports }) =>
    (Ports ?? []).some(({ PublicPort }) => wanted.includes(PublicPort)),
  );
  const has = owner ? `the container ${code(containerName(owner))} has it` : 'another program has it';
  return {
    actual: `was created but could not start: its port ${wanted.join(', ')} is taken`,
    help: `${has}. Free the port, then remove ${code(name)} and run it again.`,
  };
}

function portsProblem(
  text: string,
  { NetworkSettings, HostConfig }: Inspection,
): ContainerProblem | undefined {
  const wanted = parsePublishing(text)!;
  // A container in the machine's own network publishes nothing and is reached at the very port it listens on.
  if (HostConfig.NetworkMode === 'host' && wanted.host === wanted.container) return undefined;
  return portProblem(wanted, publishingsOf(NetworkSettings.Ports));
}

function networkProblem(
  { network }: ContainerSpec,
  { NetworkSettings }: Inspection,
): ContainerProblem | undefined {
  const names = Object.keys(NetworkSettings.Networks ?? {});
  if (network === undefined || names.includes(network)) return undefined;
  return {
    actual: `is in ${names.length === 0 ? 'no network' : `the network ${listed(names)}`}, not in ${code(network)}`,
    help: `${code(`--network ${network}`)} before the image puts a container into it at the start; ${code('docker network connect')} does so later.`,
  };
}

/** Names whose values are nobody's business, not even in a verdict. */
/** Where a secret lies is none. */
const SECRET = /(secret|password|passwd|token|key|credential)(?!.*_(PATH|FILE)$)/i;

function envProblems(wanted: Readonly<Record<string, string>>, lines: readonly string[]): ContainerProblem[] {
  const there = new Map(lines.map((line) => [line.split('=', 1)[0]!, line.slice(line.indexOf('=') + 1)]));
  return Object.entries(wanted).flatMap(([name, value]) => {
    const is = there.get(name);
    if (is !== undefined && sameValue(is, value)) return [];
    const help = `Variables are given at the start, with ${code(`-e ${name}=…`)} before the image: remove the container, and run it again.`;
    if (is !== undefined)
      return [
        {
          actual: SECRET.test(name)
            ? `has another value in ${code(name)}`
            : `has ${code(`${name}=${is}`)}, not ${code(value)}`,
          help,
        },
      ];
    const near = nearest(name, there.keys());
    return [{ actual: `has no variable ${code(name)}${near ? ` (but ${code(near)})` : ''}`, help }];
  });
}

/** An address is the same with and without a slash behind the host. */
function sameValue(one: string, other: string): boolean {
  const written = (value: string) =>
    /^https?:\/\//i.test(value) && URL.canParse(value) ? new URL(value).href : value;
  return written(one) === written(other);
}
