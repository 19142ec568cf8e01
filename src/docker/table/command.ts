import type { Given } from '../argv/given.ts';
import type { EngineApi } from '../engine-api.ts';

/** One flag of a command, as the help shows it and as the command line is read by it. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly kind: 'bool' | 'text' | 'list' | 'int';
  /** The word for its value in the help: `filter`, `bytes`; by default `string`, `list` or `int`. */
  readonly label?: string;
  readonly about: string;
  /** The problem with a value, in docker's words, or undefined when there is none. */
  readonly check?: (value: string) => string | undefined;
  /** True when another name stands in the help: an old spelling that is still understood. */
  readonly hidden?: boolean;
}

/** What a command gets to do its work. */
export interface Invocation {
  readonly args: readonly string[];
  readonly flags: Given;
  /** As it was typed, with `docker` in front: `docker image ls`. */
  readonly typed: string;
  /** The engine that DOCKER_HOST or -H names; nothing is asked of it yet. */
  readonly engine: EngineApi;
  /** The folder with config.json. */
  readonly configFolder: string;
}

/** Does the work and resolves to the exit code; throws a Failure for what goes wrong. */
export type Handler = (invocation: Invocation) => Promise<number>;

export interface Command {
  /** Without `docker`; the first is the full form: `image ls`, `image list`, `images`. */
  readonly names: readonly [string, ...string[]];
  readonly usage: string;
  readonly about: string;
  /** Fewest and most arguments. */
  readonly args: readonly [number, number];
  readonly flags: readonly Flag[];
  /** Flags end at the first argument: what follows belongs to the program in the container. */
  readonly endsFlags?: boolean;
  readonly load: () => Promise<Handler>;
}

export const ANY = Infinity;

type Extra = Pick<Flag, 'label' | 'check' | 'hidden'>;

/** `-a, --all`: the short letter is written in front of the name, separated by a space. */
function flag(kind: Flag['kind'], names: string, about: string, extra: Extra = {}): Flag {
  const [name, short] = names.split(' ').reverse() as [string, string?];
  return { kind, name, about, ...(short === undefined ? {} : { short }), ...extra };
}

export const bool = (names: string, about: string, extra?: Extra): Flag => flag('bool', names, about, extra);
export const text = (names: string, about: string, extra?: Extra): Flag => flag('text', names, about, extra);
export const list = (names: string, about: string, extra?: Extra): Flag => flag('list', names, about, extra);
export const int = (names: string, about: string, extra?: Extra): Flag => flag('int', names, about, extra);
