import type { z } from 'zod';
import { problemsOf } from './issues.ts';
import type { CheckSpec, Variables } from './lab.ts';
import { didYouMean } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { Path, Source } from './source.ts';
import { expandData } from './template.ts';

/** What this room has to know of a kind of check. The kinds themselves live in the checks room. */
export interface KindOfCheck {
  readonly schema: z.ZodType;
  /** What can be said of a spec (parsed, variables at their defaults) without an engine. */
  lint?(spec: never): readonly SpecProblem[];
}

export interface SpecProblem {
  readonly message: string;
  /** Inside the spec: `['accept', 0]`. */
  readonly path?: Path;
  readonly suggestion?: string | undefined;
}

export type Kinds = ReadonlyMap<string, KindOfCheck>;

/**
 * One entry of a step's `check` list: `- kind: spec`. The spec is kept as written (variables are put in later) and
 * judged with the variables at their defaults, so that `status: "${code}"` is judged as what it will be.
 */
export function readCheck(
  written: unknown,
  path: Path,
  { source, kinds, values }: { source: Source; kinds: Kinds; values: Variables },
): { check?: CheckSpec; problems: Problem[] } {
  const names = written !== null && typeof written === 'object' ? Object.keys(written) : [];
  const kind = names[0];
  const place = source.placeOf(path);
  if (kind === undefined || names.length > 1) {
    const message = `a check is one kind with its spec, not ${names.length === 0 ? 'empty' : names.length + ' keys'}`;
    return { problems: [{ message, place, suggestion: 'write `- image: { name: alpine }`' }] };
  }
  const found = kinds.get(kind);
  if (!found) {
    const suggestion = didYouMean(kind, kinds.keys()) ?? `known kinds: ${[...kinds.keys()].join(', ')}`;
    return { problems: [{ message: `unknown kind of check \`${kind}\``, place, suggestion }] };
  }
  const spec = (written as Record<string, unknown>)[kind];
  const at = [...path, kind];
  const result = found.schema.safeParse(expandData(spec, values));
  if (!result.success) return { problems: problemsOf(result.error.issues, found.schema, source, at) };
  const problems = (found.lint?.(result.data as never) ?? []).map(
    ({ message, path: inner = [], suggestion }) => ({
      message,
      place: source.placeOf([...at, ...inner]),
      suggestion,
    }),
  );
  return { check: { kind, spec, place: source.placeOfKey(at) }, problems };
}
