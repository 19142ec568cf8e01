import path from 'node:path';
import type { Place } from './lab.ts';

/** Something wrong in a lab's files: what, where, and the nearest right thing when there is one. */
export interface Problem {
  /** One sentence without a final period. */
  readonly message: string;
  readonly place: Place;
  /** The nearest name, or what to write instead; also without a final period. */
  readonly suggestion?: string | undefined;
}

/** ``labs/a.yaml:12:5: unknown key `chek` (did you mean `check`?)``; the file relative to `from`, the form editors can jump to. */
export function formatProblem({ message, place, suggestion }: Problem, from = process.cwd()): string {
  const relative = path.relative(from, place.file);
  const file = relative === '' || relative.startsWith('..') ? place.file : relative;
  return `${file}:${place.line}:${place.column}: ${message}${suggestion ? ` (${suggestion})` : ''}`;
}

/** By file, then line, then column, so that a report reads like the files. */
export function inReadingOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      a.place.file.localeCompare(b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column,
  );
}
