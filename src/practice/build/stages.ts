import { badRequest } from '../http/failure.ts';
import type { Dockerfile, Instruction } from './dockerfile.ts';
import { instruction as parseInstruction, jsonList, parseError } from './dockerfile.ts';
import { pairsOf } from './pairs.ts';
import { splitWords } from './words.ts';

/** One FROM and what follows it. */
export interface Stage {
  readonly from: Instruction;
  /** The image or stage that is written, with its variables: `alpine:$VERSION`. */
  readonly base: string;
  /** Lower case; undefined when the stage has none. */
  readonly name: string | undefined;
  readonly steps: readonly Instruction[];
}

export interface Stages {
  /** ARG instructions before the first FROM. */
  readonly globals: readonly Instruction[];
  readonly stages: readonly Stage[];
}

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  ADD: ['chown', 'chmod'],
  COPY: ['chown', 'chmod', 'from'],
  FROM: ['platform'],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
};
const WITH_BUILDKIT = new Set(['link', 'parents', 'exclude', 'checksum', 'keep-git-dir', 'unpack']);

/** Sorts the instructions by stages and refuses, before anything is done, what can be seen to be wrong. `file` names the Dockerfile. */
export function parseStages({ instructions, escape }: Dockerfile, file: string): Stages {
  const globals: Instruction[] = [];
  const stages: { from: Instruction; base: string; name: string | undefined; steps: Instruction[] }[] = [];
  for (const instruction of instructions) {
    check(instruction, escape, file);
    if (instruction.keyword === 'FROM') stages.push({ ...fromOf(instruction, escape), steps: [] });
    else if (stages.length > 0) stages.at(-1)!.steps.push(instruction);
    else if (instruction.keyword === 'ARG') globals.push(instruction);
    else throw badRequest('no build stage in current context');
  }
  return { globals, stages };
}

/** The stages that are needed for a target: all up to it. */
export function upTo({ globals, stages }: Stages, target: string): Stages {
  if (target === '') return { globals, stages };
  const named = stages.findLastIndex(({ name }) => name === target.toLowerCase());
  const index = named >= 0 ? named : /^\d+$/.test(target) ? Number(target) : -1;
  if (index < 0 || index >= stages.length) {
    throw badRequest(`failed to reach build target ${target} in Dockerfile`);
  }
  return { globals, stages: stages.slice(0, index + 1) };
}

function fromOf(from: Instruction, escape: string): Omit<Stage, 'steps'> {
  const words = splitWords(from.rest, escape);
  const [base = '', as = '', written] = words;
  if ((words.length !== 1 && words.length !== 3) || (words.length === 3 && as.toUpperCase() !== 'AS')) {
    throw parseError(from.line, 'FROM requires either one or three arguments');
  }
  const name = written?.toLowerCase();
  if (name !== undefined && !/^[a-z][a-z0-9_.-]*$/.test(name)) {
    throw parseError(
      from.line,
      `invalid name for build stage: "${written!}", name can't start with a number or contain symbols`,
    );
  }
  return { from, base, name };
}

function check(step: Instruction, escape: string, file: string): void {
  const { keyword, rest, line } = step;
  const refuse = (problem: string): never => {
    throw parseError(line, problem);
  };
  // A RUN is refused as a whole.
  if (keyword !== 'RUN') {
    for (const { name, value } of step.flags) {
      if (WITH_BUILDKIT.has(name)) refuse(`--${name} needs BuildKit, which practice has not`);
      if (!FLAGS[keyword]?.includes(name)) refuse(`Unknown flag: ${name}`);
      if (value === undefined) refuse(`Missing a value on flag: ${name}`);
    }
  }
  const words = jsonList(rest) ?? splitWords(rest, escape);
  switch (keyword) {
    case 'ADD':
    case 'COPY':
      if (words.length < 2) {
        refuse(
          words.length === 1
            ? `${keyword} requires at least two arguments, but only one was provided. Destination could not be determined`
            : `${keyword} requires at least two arguments`,
        );
      }
      break;
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      if (rest === '') refuse(`${keyword} requires exactly one argument`);
      break;
    case 'ENV':
    case 'LABEL':
    case 'ARG':
    case 'EXPOSE':
    case 'VOLUME':
    case 'HEALTHCHECK':
      if (words.length === 0) refuse(`${keyword} requires at least one argument`);
      if (keyword === 'HEALTHCHECK') checkHealth(words, refuse);
      if (keyword === 'ENV' || keyword === 'LABEL') pairsOf(keyword, rest, escape, file);
      break;
    case 'SHELL':
      if (!jsonList(rest)) refuse('SHELL requires the arguments to be in JSON form');
      break;
    case 'ONBUILD':
      checkTrigger(step, escape, file, refuse);
      break;
  }
}

function checkHealth([type = '', ...more]: readonly string[], refuse: (problem: string) => never): void {
  const kind = type.toUpperCase();
  if (kind === 'NONE' && more.length > 0) refuse('HEALTHCHECK NONE takes no arguments');
  if (kind === 'CMD' && more.length === 0) refuse('Missing command after HEALTHCHECK CMD');
  if (kind !== 'NONE' && kind !== 'CMD')
    refuse(`Unknown type ${JSON.stringify(kind)} in HEALTHCHECK (try CMD)`);
}

function checkTrigger(
  { rest, line }: Instruction,
  escape: string,
  file: string,
  refuse: (problem: string) => never,
): void {
  if (rest === '') refuse('ONBUILD requires at least one argument');
  const trigger = rest.split(/\s/)[0]!.toUpperCase();
  if (trigger === 'ONBUILD') refuse("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (trigger === 'FROM' || trigger === 'MAINTAINER')
    refuse(`${trigger} isn't allowed as an ONBUILD trigger`);
  check(parseInstruction(rest, line, escape), escape, file);
}
