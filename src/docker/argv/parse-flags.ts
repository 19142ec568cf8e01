import { parseArgs } from 'node:util';
import type { Flag } from '../table/command.ts';
import { Given } from './given.ts';

export interface ParsedLine {
  readonly flags: Given;
  readonly args: readonly string[];
}

/** A command line that does not fit the flags; `problem` is worded as docker words it. */
export interface UsageProblem {
  readonly problem: string;
}

/** Reads flags and arguments. With `endsFlags`, everything from the first argument on is an argument. */
export function parseFlags(
  argv: readonly string[],
  flags: readonly Flag[],
  { endsFlags = false } = {},
): ParsedLine | UsageProblem {
  const known = new Map(flags.map((flag) => [flag.name, flag]));
  const line = argv.map((arg) => longForm(arg, flags));
  const { tokens } = parseArgs({
    args: line,
    options: optionsOf(flags),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const args: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (endsFlags) return { flags: new Given(values), args: argv.slice(token.index) };
      args.push(token.value);
      continue;
    }
    const flag = known.get(token.name);
    if (!flag) return { problem: unknownFlag(token.rawName, argv[token.index]!) };
    const value = valueOf(flag, token.value, token.inlineValue === true && !token.rawName.startsWith('--'));
    if (value === undefined) return { problem: missingValue(token.rawName, argv[token.index]!) };
    const problem = problemOf(flag, value);
    if (problem !== undefined) return { problem: invalidArgument(flag, value, problem) };
    values.set(flag.name, [
      ...(values.get(flag.name) ?? []),
      flag.kind === 'bool' ? String(truths.get(value)) : value,
    ]);
  }
  return { flags: new Given(values), args };
}

function optionsOf(flags: readonly Flag[]): Record<string, { type: 'boolean' | 'string'; short?: string }> {
  return Object.fromEntries(
    flags.map(({ name, kind, short }) => [
      name,
      { type: kind === 'bool' ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) },
    ]),
  );
}

/** `-d=false` is `--detach=false`: parseArgs would take the letters after `=` for more flags. */
function longForm(arg: string, flags: readonly Flag[]): string {
  const match = /^-([A-Za-z])=(.*)$/s.exec(arg);
  const flag = match && flags.find(({ short, kind }) => short === match[1] && kind === 'bool');
  return flag ? `--${flag.name}=${match[2]}` : arg;
}

/** Go's spellings of a truth. */
const truths = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

function valueOf(flag: Flag, value: string | undefined, attached: boolean): string | undefined {
  if (flag.kind === 'bool') return value ?? 'true';
  return attached ? value?.replace(/^=/, '') : value;
}

function problemOf(flag: Flag, value: string): string | undefined {
  if (flag.kind === 'bool' && !truths.has(value))
    return `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
  if (flag.kind === 'int' && !/^[+-]?\d+$/.test(value)) {
    return `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`;
  }
  return flag.check?.(value);
}

function invalidArgument(flag: Flag, value: string, problem: string): string {
  const name = flag.short === undefined ? `--${flag.name}` : `-${flag.short}, --${flag.name}`;
  return `invalid argument ${JSON.stringify(value)} for "${name}" flag: ${problem}`;
}

function unknownFlag(rawName: string, arg: string): string {
  if (rawName.startsWith('--')) return `unknown flag: ${rawName}`;
  const letter = rawName.slice(1);
  return `unknown shorthand flag: '${letter}' in -${arg.slice(arg.indexOf(letter))}`;
}

function missingValue(rawName: string, arg: string): string {
  if (rawName.startsWith('--')) return `flag needs an argument: ${rawName}`;
  const letter = rawName.slice(1);
  return `flag needs an argument: '${letter}' in -${arg.slice(arg.indexOf(letter))}`;
}
