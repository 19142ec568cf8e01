import type { Variables } from './lab.ts';

/** `$${` first: it is the literal `${`, so `$${HOME}` reaches the shell as `${HOME}`. */
const PATTERN = /\$\$\{|\$\{([^}\n]*)\}/g;

export interface Mention {
  readonly name: string;
  /** Offset of the `$` in the text. */
  readonly offset: number;
}

/** The variables that a text mentions, in order. */
export function mentions(text: string): Mention[] {
  return [...text.matchAll(PATTERN)]
    .filter((match) => match[1] !== undefined)
    .map((match) => ({ name: match[1]!.trim(), offset: match.index }));
}

/** Puts the values in place of `${name}`; `$${` becomes `${`. A name without a value stays as written. */
export function expandText(text: string, values: Variables): string {
  return text.replace(PATTERN, (whole: string, name: string | undefined) => {
    if (name === undefined) return '${';
    return Object.hasOwn(values, name.trim()) ? values[name.trim()]! : whole;
  });
}

/** `expandText` for every string inside plain data; keys too; numbers and booleans stay. */
export function expandData<T>(data: T, values: Variables): T {
  if (typeof data === 'string') return expandText(data, values) as T;
  if (Array.isArray(data)) return data.map((item: unknown) => expandData(item, values)) as T;
  if (data === null || typeof data !== 'object') return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [expandText(key, values), expandData<unknown>(value, values)]),
  ) as T;
}
