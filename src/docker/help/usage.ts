import { Failure } from '../failure.ts';
import type { Command } from '../table/command.ts';

/** The path of a command as it was reached: `image list` shows as `docker image ls`, `images` as `docker images`. */
export function typedPath(command: Command, name: string): string {
  const group = name.includes(' ') ? name.split(' ')[0]! : undefined;
  const found = group && command.names.find((other) => other.startsWith(`${group} `));
  return `docker ${found ?? name}`;
}

/** Flags that docker does not know, or values it does not take. */
export function flagFailure(command: Command, typed: string, problem: string, note = ''): Failure {
  return new Failure(
    `${problem}\n\nUsage:  ${typed} ${command.usage}\n\n${note}Run '${typed} --help' for more information`,
    125,
  );
}

/** Undefined when the number of arguments is right. */
export function argumentsFailure(command: Command, typed: string, given: number): Failure | undefined {
  const [fewest, most] = command.args;
  if (given >= fewest && given <= most) return undefined;
  const noun = (count: number): string => `${count} argument${count === 1 ? '' : 's'}`;
  const needs =
    most === 0
      ? 'accepts no arguments'
      : fewest === most
        ? `requires ${noun(fewest)}`
        : most === Infinity
          ? `requires at least ${noun(fewest)}`
          : fewest === 0
            ? `requires at most ${noun(most)}`
            : `requires at least ${fewest} and at most ${noun(most)}`;
  const pointer = most === Infinity ? 'See' : 'Run';
  return new Failure(
    `docker: '${typed}' ${needs}\n\nUsage:  ${typed} ${command.usage}\n\n${pointer} '${typed} --help' for more information`,
  );
}
