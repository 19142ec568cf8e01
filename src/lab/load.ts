import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readCheck } from './check-specs.ts';
import type { Kinds } from './check-specs.ts';
import { readCompanions } from './companions.ts';
import { defaults } from './derive.ts';
import { problemsOf, valueAt } from './issues.ts';
import type { CheckSpec, Lab, VariableSpec } from './lab.ts';
import { undefinedInValues, unusableVariables } from './mentioned.ts';
import { inReadingOrder } from './problem.ts';
import type { Problem } from './problem.ts';
import { FORMAT, labSchema } from './schema.ts';
import type { WrittenLab } from './schema.ts';
import { readSource } from './source.ts';
import type { Source } from './source.ts';
import { stepProblems } from './steps.ts';

export interface LoadResult {
  /** Present exactly when there is no problem. */
  readonly lab?: Lab | undefined;
  /** In reading order. */
  readonly problems: readonly Problem[];
}

export interface LoadOptions {
  /** The kinds of check that exist: name → schema. */
  readonly kinds: Kinds;
}

/**
 * Reads a lab with its hints and solutions, and tells all that is wrong with it at once. Never throws for content:
 * a file that cannot be read is a problem too.
 */
export function loadLab(labFile: string, { kinds }: LoadOptions): LoadResult {
  const file = path.resolve(labFile);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return fail([
      { message: `cannot be read: ${(error as Error).message}`, place: { file, line: 1, column: 1 } },
    ]);
  }
  const source = readSource(file, text);
  if (source.problems.length > 0) return fail(source.problems);
  const newer = newerFormat(source);
  if (newer) return fail([newer]);

  const parsed = labSchema.safeParse(source.data);
  const vars = variablesOf(source.data);
  const names = Object.keys(vars);
  const values = defaults(vars);
  const steps = stepsOf(source);
  const checks = steps.map(({ check }, step) =>
    check.map((written, index) =>
      readCheck(written, ['steps', step, 'check', index], { source, kinds, values }),
    ),
  );
  const companions = readCompanions(file, steps, names);
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error.issues, labSchema, source, [])),
    ...undefinedInValues(source, names),
    ...unusableVariables(vars, source),
    ...stepProblems(source),
    ...checks.flat().flatMap((check) => check.problems),
    ...companions.problems,
  ];
  if (!parsed.success || problems.length > 0) return fail(problems);
  const specs = checks.map((step) => step.flatMap(({ check }) => check ?? []));
  return { lab: join(parsed.data, { source, vars, specs, companions }), problems: [] };
}

function fail(problems: readonly Problem[]): LoadResult {
  return { problems: inReadingOrder(problems) };
}

function newerFormat(source: Source): Problem | undefined {
  const format = valueAt(source.data, ['format']);
  if (typeof format !== 'number' || format <= FORMAT) return undefined;
  return {
    message: `this lab has format ${format}, and this program reads format ${FORMAT}`,
    place: source.placeOf(['format']),
    suggestion: 'update registry-workshop: npm install -g registry-workshop@latest',
  };
}

/** Variables as far as they are readable, so that one slip elsewhere does not hide what is said about them. */
function variablesOf(data: unknown): Record<string, VariableSpec> {
  const written = valueAt(data, ['vars']);
  if (written === null || typeof written !== 'object') return {};
  const own = Object.entries(written).map(([name, spec]: [string, unknown]): [string, VariableSpec] => [
    name,
    typeof spec === 'string'
      ? { type: 'derived', from: spec }
      : ((spec ?? { type: 'text', default: '' }) as VariableSpec),
  ]);
  return Object.fromEntries([...own.flatMap(([name, spec]) => chosenBy(name, spec)), ...own]);
}

/** The variables that a choice decides. */
function chosenBy(by: string, spec: VariableSpec): [string, VariableSpec][] {
  if (spec.type !== 'choice' || typeof spec.choices !== 'object' || spec.choices === null) return [];
  const sets = Object.entries(spec.choices).filter(([, set]) => typeof set === 'object' && set !== null);
  const names = new Set(sets.flatMap(([, set]) => Object.keys(set)));
  return [...names].map((name) => {
    const from = Object.fromEntries(
      sets.flatMap(([word, set]) => (name in set ? [[word, String(set[name])]] : [])),
    );
    return [name, { type: 'chosen', by, from }];
  });
}

function stepsOf(source: Source) {
  const written = valueAt(source.data, ['steps']);
  return (Array.isArray(written) ? written : []).map((step: unknown, index) => {
    const check = valueAt(step, ['check']);
    return {
      id: String(valueAt(step, ['id'])),
      check: Array.isArray(check) ? (check as unknown[]) : [],
      place: source.placeOf(['steps', index]),
    };
  });
}

interface Parts {
  readonly source: Source;
  readonly vars: Record<string, VariableSpec>;
  readonly specs: readonly (readonly CheckSpec[])[];
  readonly companions: ReturnType<typeof readCompanions>;
}

function join(written: WrittenLab, { source, vars, specs, companions }: Parts): Lab {
  return {
    ...written,
    vars,
    steps: written.steps.map((step, index) => ({
      ...step,
      check: specs[index]!,
      mistakes: step.mistakes.map((mistake, at) => ({
        ...mistake,
        place: source.placeOf(['steps', index, 'mistakes', at]),
      })),
      hints: companions.hints.get(step.id)!,
      solution: companions.solutions.byStep.get(step.id)!,
      place: source.placeOf(['steps', index]),
    })),
    debrief: companions.solutions.debrief,
    file: source.file,
  };
}
