import { readFileSync } from 'node:fs';
import { Failure } from '../failure.ts';

/** `NAME=value` and `NAME` as typed; a bare NAME takes its value from our own environment, when it has one there. */
export function environmentOf(files: readonly string[], values: readonly string[]): string[] {
  const fromFiles = files.flatMap((file) => linesOf(file).map((line) => checkedName(line, file)));
  return [...fromFiles.map(withValue).filter((entry) => entry.includes('=')), ...values.map(withValue)];
}

function withValue(entry: string): string {
  const value = entry.includes('=') ? undefined : process.env[entry];
  return value === undefined ? entry : `${entry}=${value}`;
}

function checkedName(line: string, file: string): string {
  const name = line.split('=')[0]!;
  if (name === '') throw new Failure(`invalid env file (${file}): no variable name on line '${line}'`);
  if (/\s/.test(name))
    throw new Failure(`invalid env file (${file}): variable '${name}' contains whitespaces`);
  return line;
}

/** Labels by name, from files and flags; without `=` the value is empty. */
export function labelsOf(files: readonly string[], values: readonly string[]): Record<string, string> {
  return pairsOf([...files.flatMap(linesOf), ...values]);
}

/** `name=value` pairs as an object. */
export function pairsOf(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    values.map((entry) => {
      const equals = entry.indexOf('=');
      return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

function linesOf(file: string): string[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = {
      ENOENT: 'no such file or directory',
      EACCES: 'permission denied',
      EISDIR: 'is a directory',
    }[code ?? ''];
    throw new Failure(`open ${file}: ${reason ?? (error as Error).message}`);
  }
  return content
    .split(/\r?\n/)
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
