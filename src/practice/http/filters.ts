import { badRequest, serverError } from './failure.ts';

/** The `filters` parameter of a list: name → values; an empty map when none is given. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/** Refuses names that are not `known`, where the engine does. Reads both forms that clients send: `{"name":["x"]}` and the older `{"name":{"x":true}}`. */
export function readFilters(query: URLSearchParams, known?: readonly string[]): Filters {
  const text = query.get('filters');
  const filters = new Map<string, readonly string[]>();
  if (!text) return filters;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw serverError((error as Error).message);
  }
  for (const [name, value] of Object.entries((parsed ?? {}) as Record<string, unknown>)) {
    if (known && !known.includes(name)) throw badRequest(`Invalid filter '${name}'`);
    const values = Array.isArray(value)
      ? value.map(String)
      : Object.entries(value as Record<string, boolean>).flatMap(([key, on]) => (on ? [key] : []));
    if (values.length > 0) filters.set(name, values);
  }
  return filters;
}

/** True when every wanted label is there: `key` for any value, `key=value` for that one. */
export function hasLabels(
  labels: Readonly<Record<string, string>> | null | undefined,
  wanted: readonly string[],
): boolean {
  return wanted.every((text) => {
    const at = text.indexOf('=');
    const value = labels?.[at < 0 ? text : text.slice(0, at)];
    return value !== undefined && (at < 0 || value === text.slice(at + 1));
  });
}

/** True when a filter is not there, or one of its values passes the test. */
export function anyOf(filters: Filters, name: string, test: (value: string) => boolean): boolean {
  return filters.get(name)?.some(test) ?? true;
}

/** A boolean filter such as `dangling`: undefined when not given. */
export function booleanFilter(filters: Filters, name: string): boolean | undefined {
  const value = filters.get(name)?.[0];
  if (value === undefined) return undefined;
  if (['1', 'true', 'True', 'TRUE', 't', 'T'].includes(value)) return true;
  if (['0', 'false', 'False', 'FALSE', 'f', 'F'].includes(value)) return false;
  throw badRequest(`Invalid filter '${name}=[${value}]'`);
}

/** A filter of references or names, where `*` stands for any run of characters but a slash. */
export function globToRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  try {
    return new RegExp(`^${source}$`);
  } catch {
    throw badRequest(`Invalid filter pattern '${pattern}'`);
  }
}
