import { isRecord, printed, truth } from './value.ts';
import { sprintf } from './sprintf.ts';
import { compactJson } from '../print/json.ts';

/** A function of the template language. What it throws becomes `error calling NAME: MESSAGE`. */
export type TemplateFunction = (...args: unknown[]) => unknown;

const compare = (a: unknown, b: unknown): number => {
  if (typeof a !== typeof b) throw new Error('incompatible types for comparison');
  return (a as string) < (b as string) ? -1 : a === b ? 0 : 1;
};

function index(value: unknown, ...keys: unknown[]): unknown {
  let found = value;
  for (const key of keys) {
    if (found === null || found === undefined) throw new Error('index of untyped nil');
    if (Array.isArray(found) || typeof found === 'string') {
      if (typeof key !== 'number') throw new Error(`cannot index slice/array with type string`);
      if (key < 0 || key >= found.length) throw new Error(`reflect: slice index out of range`);
      found = typeof found === 'string' ? found.charCodeAt(key) : (found as unknown[])[key];
    } else if (isRecord(found)) {
      found = Object.hasOwn(found, String(key)) ? found[String(key)] : '';
    } else {
      throw new Error(`can't index item of type ${typeof found}`);
    }
  }
  return found;
}

function length(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (isRecord(value)) return Object.keys(value).length;
  throw new Error(`len of type ${value === null ? 'nil' : typeof value}`);
}

function slice(value: unknown, from = 0, to?: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value))
    throw new Error(`can't slice item of type ${typeof value}`);
  const end = typeof to === 'number' ? to : value.length;
  if (Number(from) > value.length || end > value.length) throw new Error(`index out of range: ${end}`);
  return value.slice(Number(from), end);
}

/** Go's `text/template` functions, and the ones that docker adds to them. */
export const functions: Readonly<Record<string, TemplateFunction>> = {
  and: (...args) => args.find((arg) => !truth(arg)) ?? args.at(-1),
  or: (...args) => args.find(truth) ?? args.at(-1),
  not: (arg) => !truth(arg),
  eq: (first, ...others) => others.some((other) => compare(first, other) === 0),
  ne: (a, b) => compare(a, b) !== 0,
  lt: (a, b) => compare(a, b) < 0,
  le: (a, b) => compare(a, b) <= 0,
  gt: (a, b) => compare(a, b) > 0,
  ge: (a, b) => compare(a, b) >= 0,
  index,
  len: length,
  slice: slice as TemplateFunction,
  print: (...args) =>
    args
      .map(
        (arg, i) =>
          (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + printed(arg),
      )
      .join(''),
  println: (...args) => `${args.map((arg) => printed(arg)).join(' ')}\n`,
  printf: (format, ...args) => sprintf(String(format), args),
  html: (...args) =>
    args
      .map((arg) => printed(arg))
      .join('')
      .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`),
  urlquery: (...args) => encodeURIComponent(args.map((arg) => printed(arg)).join('')).replaceAll('%20', '+'),
  json: (arg) => compactJson(arg, { escapeHtml: false }),
  split: (text, separator) => String(text).split(String(separator)),
  join: (list, separator) =>
    Array.isArray(list) ? list.map((item) => printed(item)).join(String(separator)) : printed(list),
  lower: (text) => String(text).toLowerCase(),
  upper: (text) => String(text).toUpperCase(),
  title: (text) => String(text).replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase()),
  pad: (text, before, after) =>
    text === '' ? '' : ' '.repeat(Number(before)) + String(text) + ' '.repeat(Number(after)),
  truncate: (text, size) => [...String(text)].slice(0, Number(size)).join(''),
};
