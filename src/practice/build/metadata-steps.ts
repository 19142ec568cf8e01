import { badRequest } from '../http/failure.ts';
import { readSignal } from '../containers/signals.ts';
import type { DraftConfig } from './draft.ts';
import type { Instruction } from './dockerfile.ts';
import { jsonList } from './dockerfile.ts';
import { goList, goQuotedList, healthText, nanoseconds } from './go-text.ts';
import { pairsOf } from './pairs.ts';
import type { Variables } from './words.ts';
import { expandWord, expandWords, splitWords } from './words.ts';

export interface Reading {
  readonly variables: Variables;
  readonly escape: string;
  /** What messages call the Dockerfile. */
  readonly file: string;
  /** Whether this stage has had a CMD of its own. */
  readonly cmdSet: boolean;
}

/** A step that changes the configuration alone. */
export interface MetadataStep {
  readonly config: DraftConfig;
  readonly author?: string;
  /** `LABEL a=b`: what history says after the shell. */
  readonly text: string;
}

const DEFAULT_SHELL = ['/bin/sh', '-c'];

export const shellOf = ({ Shell }: DraftConfig): readonly string[] => (Shell?.length ? Shell : DEFAULT_SHELL);

/** Does a step that makes no files; undefined for those that do. */
export function metadataStep(
  step: Instruction,
  config: DraftConfig,
  reading: Reading,
): MetadataStep | undefined {
  const { keyword, rest } = step;
  const { variables, escape } = reading;
  const expand = (word: string): string => expandWord(word, variables, escape);
  switch (keyword) {
    case 'ENV': {
      const pairs = expandedPairs(step, reading);
      return { config: { ...config, Env: withEnv(config.Env ?? [], pairs) }, text: pairText('ENV', pairs) };
    }
    case 'LABEL': {
      const pairs = expandedPairs(step, reading);
      const Labels = { ...config.Labels, ...Object.fromEntries(pairs) };
      return { config: { ...config, Labels }, text: pairText('LABEL', pairs) };
    }
    case 'MAINTAINER':
      return { config, author: rest, text: `MAINTAINER ${rest}` };
    case 'EXPOSE': {
      const ports = expandWords(rest, variables, escape).sort();
      const ExposedPorts = { ...config.ExposedPorts };
      for (const port of ports) for (const one of portsOf(port)) ExposedPorts[one] = {};
      return { config: { ...config, ExposedPorts }, text: `EXPOSE ${ports.join(' ')}` };
    }
    case 'USER': {
      const User = expand(rest);
      return { config: { ...config, User }, text: `USER ${User}` };
    }
    case 'VOLUME': {
      const paths = (jsonList(rest) ?? splitWords(rest, escape)).map(expand);
      if (paths.length === 0 || paths.includes(''))
        throw badRequest('VOLUME specified can not be an empty string');
      const Volumes = { ...config.Volumes, ...Object.fromEntries(paths.map((path) => [path, {}])) };
      return { config: { ...config, Volumes }, text: `VOLUME ${goList(paths)}` };
    }
    case 'STOPSIGNAL': {
      const StopSignal = expand(rest);
      readSignal(StopSignal);
      return { config: { ...config, StopSignal }, text: `STOPSIGNAL ${StopSignal}` };
    }
    case 'SHELL': {
      const Shell = jsonList(rest)!;
      if (Shell.length === 0) throw badRequest('SHELL requires at least one argument');
      return { config: { ...config, Shell }, text: `SHELL ${goList(Shell)}` };
    }
    case 'CMD': {
      const Cmd = commandOf(rest, config);
      return { config: { ...config, Cmd }, text: `CMD ${goQuotedList(Cmd)}` };
    }
    case 'ENTRYPOINT': {
      const command = commandOf(rest, config);
      const Entrypoint = command.length > 0 ? command : null;
      // The command of the base was for the base's entry point.
      const Cmd = reading.cmdSet ? config.Cmd : null;
      return { config: { ...config, Entrypoint, Cmd }, text: `ENTRYPOINT ${goQuotedList(command)}` };
    }
    case 'HEALTHCHECK':
      return healthcheck(step, config);
    case 'ONBUILD':
      return {
        config: { ...config, OnBuild: [...(config.OnBuild ?? []), rest] },
        text: `ONBUILD ${rest}`,
      };
    default:
      return undefined;
  }
}

function expandedPairs(
  { keyword, rest }: Instruction,
  { variables, escape, file }: Reading,
): (readonly [string, string])[] {
  return pairsOf(keyword, rest, escape, file).map(([name, value]) => {
    const key = expandWord(name, variables, escape);
    if (key === '') throw badRequest(`${keyword} names can not be blank`);
    return [key, expandWord(value, variables, escape)];
  });
}

const pairText = (keyword: string, pairs: readonly (readonly [string, string])[]): string =>
  [keyword, ...pairs.map(([name, value]) => `${name}=${value}`)].join(' ');

/** A variable that is there already keeps its place. */
function withEnv(env: readonly string[], pairs: readonly (readonly [string, string])[]): string[] {
  const lines = [...env];
  for (const [name, value] of pairs) {
    const at = lines.findIndex((line) => line.startsWith(`${name}=`));
    if (at >= 0) lines[at] = `${name}=${value}`;
    else lines.push(`${name}=${value}`);
  }
  return lines;
}

/** `["a", "b"]` as it is; anything else is a line for the shell. */
function commandOf(rest: string, config: DraftConfig): readonly string[] {
  const list = jsonList(rest);
  if (list) return list;
  return rest === '' ? [] : [...shellOf(config), rest];
}

/** `80`, `80/udp`, `8000-8002`. */
function portsOf(text: string): string[] {
  const [, from = '', to = from, protocol = 'tcp'] =
    /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/i.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === '' || last > 65_535 || first > last) {
    throw badRequest(`Invalid containerPort: ${text.replace(/\/.*$/, '')}`);
  }
  return Array.from({ length: last - first + 1 }, (_, index) => `${first + index}/${protocol.toLowerCase()}`);
}

function healthcheck({ rest, flags }: Instruction, config: DraftConfig): MetadataStep {
  const [, kind = '', command = ''] = /^(\S+)\s*([\s\S]*)$/.exec(rest) ?? [];
  if (kind.toUpperCase() === 'NONE') {
    const none = { Test: ['NONE'] };
    return { config: { ...config, Healthcheck: none }, text: `HEALTHCHECK ${healthText(none)}` };
  }
  const list = jsonList(command);
  const Test = list ? ['CMD', ...list] : ['CMD-SHELL', command];
  const span = (name: string): number => {
    const value = flags.find((flag) => flag.name === name)?.value;
    return value === undefined ? 0 : nanoseconds(value);
  };
  const retries = Number(flags.find(({ name }) => name === 'retries')?.value ?? 0);
  if (!Number.isInteger(retries) || retries < 0) throw badRequest('--retries must be at least 1');
  const times = {
    Interval: span('interval'),
    Timeout: span('timeout'),
    StartPeriod: span('start-period'),
    StartInterval: span('start-interval'),
    Retries: retries,
  };
  const set = Object.fromEntries(Object.entries(times).filter(([, value]) => value !== 0));
  const check = { Test, ...set };
  return { config: { ...config, Healthcheck: check }, text: `HEALTHCHECK ${healthText(check)}` };
}
