import { code, firstLine } from './phrases.ts';

/**
 * Where `is` lacks something of `wanted`, as a clause; undefined when it has all of it. Objects are compared by the
 * wanted keys only; of a list, each wanted element must occur somewhere.
 */
export function jsonDifference(wanted: unknown, is: unknown, at = ''): string | undefined {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(is)) return `${name(at)} is ${shown(is)}, not a list`;
    const lacking = wanted.find(
      (item) => !is.some((candidate) => jsonDifference(item, candidate) === undefined),
    );
    return lacking === undefined ? undefined : `${name(at)} is ${shown(is)}, without ${shown(lacking)}`;
  }
  if (wanted !== null && typeof wanted === 'object') {
    if (is === null || typeof is !== 'object' || Array.isArray(is))
      return `${name(at)} is ${shown(is)}, not an object`;
    for (const [key, value] of Object.entries(wanted)) {
      const inner = at ? `${at}.${key}` : key;
      if (!Object.hasOwn(is, key)) return `${code(inner)} is missing`;
      const difference = jsonDifference(value, (is as Record<string, unknown>)[key], inner);
      if (difference) return difference;
    }
    return undefined;
  }
  return wanted === is ? undefined : `${name(at)} is ${shown(is)}, not ${shown(wanted)}`;
}

function name(at: string): string {
  return at ? code(at) : 'the whole';
}

function shown(value: unknown): string {
  return code(firstLine(JSON.stringify(value) ?? 'undefined', 80));
}
