import { validateHeaderName, validateHeaderValue } from 'node:http';
import { EXIT, Fault } from '../../fault.ts';
import type { ExtraHeaders } from '../server/write-answer.ts';
import type { Written } from './gather.ts';

const SECTION = 'http.headers.';

/** `http.headers`: a list of values for each. Names are compared without regard to case, so they get the usual spelling. */
export function headersOf(all: ReadonlyMap<string, Written>): ExtraHeaders | undefined {
  const found = [...all].filter(([path]) => path.startsWith(SECTION));
  if (found.length === 0) return undefined;
  return Object.fromEntries(
    found.map(([path, written]) => {
      const name = usualSpelling(path.slice(SECTION.length));
      const { value, where } = written;
      return [name, valuesOf(name, value.startsWith('[') ? JSON.parse(value) : value, where)];
    }),
  );
}

/** The values of one header, if they are a list and can be sent. */
export function valuesOf(name: string, list: unknown, where: string): string[] {
  if (!Array.isArray(list)) throw wrong(`the header ${name} takes a list of values`, where);
  const values = list.map(String);
  try {
    validateHeaderName(name);
    for (const each of values) validateHeaderValue(name, each);
  } catch {
    throw wrong(`a header \`${name}\` with such a value cannot be sent`, where);
  }
  return values;
}

function usualSpelling(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
}

function wrong(what: string, where: string): Fault {
  return new Fault({ what, where, todo: "write a list, such as ['*'] or [nosniff]", exit: EXIT.usage });
}
