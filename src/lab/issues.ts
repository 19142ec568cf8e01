import type { z } from 'zod';
import { didYouMean, nearest } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { Path, Source } from './source.ts';

type Issue = z.core.$ZodIssue;
/** The part of a schema that this file walks; zod types it per kind of schema. */
interface Def {
  readonly _zod: { readonly def: Record<string, unknown> & { readonly type: string } };
}

/** What a schema rejected, said with the places of the file. `at` is where the schema's value stands in it. */
export function problemsOf(issues: readonly Issue[], schema: z.ZodType, source: Source, at: Path): Problem[] {
  return issues.flatMap((issue) => problemOf(issue, schema, source, at));
}

function problemOf(issue: Issue, schema: z.ZodType, source: Source, at: Path): Problem[] {
  const path = [...at, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema as unknown as Def, issue.path, issue.keys);
    return issue.keys.map((key) => ({
      message: `unknown key \`${key}\``,
      place: source.placeOfKey([...path, key]),
      suggestion: didYouMean(key, known) ?? (known.length ? `known here: ${known.join(', ')}` : undefined),
    }));
  }
  if (issue.code === 'invalid_union') return unionProblem(issue, schema, source, at);
  const name = issue.path.at(-1);
  const what = typeof name === 'string' ? `\`${name}\` ` : '';
  if (issue.code === 'invalid_type') {
    const missing = valueAt(source.data, path) === undefined;
    const message = missing
      ? `missing key ${what.trim() || '(a value)'}`
      : `${what}must be ${named(issue.expected)}`;
    return [{ message, place: source.placeOf(path) }];
  }
  if (issue.code === 'invalid_value') {
    const written = valueAt(source.data, path);
    const allowed = issue.values.map(String);
    if (written === undefined)
      return [
        { message: `missing key ${what.trim()}`, place: source.placeOf(path), suggestion: list(allowed) },
      ];
    return [
      {
        message: `${what}must not be \`${JSON.stringify(written)}\``.replaceAll('"', ''),
        place: source.placeOf(path),
        suggestion: near(written, allowed) ?? list(allowed),
      },
    ];
  }
  if (issue.code === 'invalid_key')
    return [
      {
        message: `\`${String(name)}\` cannot be a name here: ${issue.issues[0]?.message ?? ''}`,
        place: source.placeOfKey(path),
      },
    ];
  return [{ message: `${what}${lower(issue.message)}`, place: source.placeOf(path) }];
}

/** Of the alternatives, the one whose outer shape fits is what the author meant: its inner problems are the ones to tell. */
function unionProblem(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  schema: z.ZodType,
  source: Source,
  at: Path,
): Problem[] {
  const fitting = issue.errors.filter(
    (issues) => !issues.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type'),
  );
  if (fitting.length === 1)
    return fitting[0]!.flatMap((inner) =>
      problemOf({ ...inner, path: [...issue.path, ...inner.path] }, schema, source, at),
    );
  const expected = issue.errors.flatMap((issues) =>
    issues.flatMap((inner) => (inner.code === 'invalid_type' ? [named(inner.expected)] : [])),
  );
  const name = issue.path.at(-1);
  const what = name === undefined ? 'this' : `\`${String(name)}\``;
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  if (options.length > 0) {
    const place = source.placeOf([...at, ...issue.path]);
    const written = valueAt(source.data, [...at, ...issue.path]);
    return [
      { message: `${what} must be one of ${options.join(', ')}`, place, suggestion: near(written, options) },
    ];
  }
  return [
    {
      message: expected.length
        ? `${what} must be ${[...new Set(expected)].join(' or ')}`
        : `${what} is not valid here`,
      place: source.placeOf([...at, ...issue.path]),
    },
  ];
}

function keysAt(schema: Def | undefined, path: Path, written: readonly string[]): string[] {
  if (!schema) return [];
  const def = schema._zod.def;
  const down = (inner: unknown): string[] => keysAt(inner as Def, path, written);
  switch (def.type) {
    case 'object': {
      const shape = def['shape'] as Record<string, Def>;
      return path.length === 0 ? Object.keys(shape) : keysAt(shape[String(path[0])], path.slice(1), written);
    }
    case 'array':
      return keysAt(def['element'] as Def, path.slice(1), written);
    case 'record':
      return keysAt(def['valueType'] as Def, path.slice(1), written);
    case 'union':
      return [...new Set((def['options'] as Def[]).flatMap(down))];
    case 'pipe':
      return [...down(def['in']), ...down(def['out'])];
    default:
      return 'innerType' in def ? down(def['innerType']) : [];
  }
}

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      value !== null && typeof value === 'object' ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    data,
  );
}

function near(written: unknown, allowed: readonly string[]): string | undefined {
  const best = typeof written === 'string' ? nearest(written, allowed) : undefined;
  return best && `did you mean \`${best}\`?`;
}

function list(allowed: readonly string[]): string {
  return allowed.length === 1 ? `write \`${allowed[0]}\`` : `one of ${allowed.join(', ')}`;
}

function named(type: string): string {
  const names: Record<string, string> = {
    string: 'text',
    array: 'a list',
    object: 'a map of keys',
    record: 'a map of keys',
    boolean: '`true` or `false`',
    int: 'a whole number',
  };
  return names[type] ?? `a ${type}`;
}

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
