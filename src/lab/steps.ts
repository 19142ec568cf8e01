import { valueAt } from './issues.ts';
import type { Problem } from './problem.ts';
import type { Path, Source } from './source.ts';

/** What the schema cannot say of the steps: ids that come twice, mistakes that are neither typed nor answered. */
export function stepProblems(source: Source): Problem[] {
  const steps = listAt(source, ['steps']);
  return [
    ...twice(
      source,
      steps.map((_, index) => ['steps', index, 'id']),
      'step',
    ),
    ...steps.flatMap((_, step) => {
      const checks = listAt(source, ['steps', step, 'check']);
      const questions = checks.map((_check, index) => ['steps', step, 'check', index, 'answer', 'id']);
      const mistakes = listAt(source, ['steps', step, 'mistakes']);
      return [
        ...twice(source, questions, 'question'),
        ...mistakes.flatMap((mistake, index) =>
          mistakeProblem(mistake, source, ['steps', step, 'mistakes', index]),
        ),
      ];
    }),
  ];
}

function listAt(source: Source, path: Path): unknown[] {
  const value = valueAt(source.data, path);
  return Array.isArray(value) ? value : [];
}

function twice(source: Source, paths: readonly Path[], what: string): Problem[] {
  const seen = new Map<unknown, number>();
  return paths.flatMap((path) => {
    const id = valueAt(source.data, path);
    const place = source.placeOf(path);
    const first = seen.get(id);
    if (id === undefined) return [];
    if (first === undefined) {
      seen.set(id, place.line);
      return [];
    }
    return [
      {
        message: `second ${what} with the id \`${String(id)}\``,
        place,
        suggestion: `the first is in line ${first}`,
      },
    ];
  });
}

function mistakeProblem(mistake: unknown, source: Source, path: Path): Problem[] {
  const has = (key: string) => valueAt(mistake, [key]) !== undefined;
  if (has('run') !== has('answer')) return [];
  const message = has('run')
    ? 'a mistake is typed (`run`) or answered (`answer`), not both'
    : 'a mistake needs `run` or `answer`';
  return [{ message, place: source.placeOf(path) }];
}
