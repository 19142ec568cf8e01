import { derive } from './derive.ts';
import type { Place, VariableSpec } from './lab.ts';
import { didYouMean } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { Source } from './source.ts';
import { mentions } from './template.ts';

/** `${name}` of a variable that the lab does not define, in one text of it. */
export function undefinedVariables(
  text: string,
  names: readonly string[],
  placeAt: (offset: number) => Place,
): Problem[] {
  return mentions(text)
    .filter(({ name }) => !names.includes(name))
    .map(({ name, offset }) => ({
      message: `\`\${${name}}\` is not a variable of this lab`,
      place: placeAt(offset),
      suggestion: didYouMean(name, names) ?? `for a variable of the shell write \`$\${${name}}\``,
    }));
}

/** The same for every value of a YAML file. */
export function undefinedInValues({ scalars, placeAt }: Source, names: readonly string[]): Problem[] {
  return scalars.flatMap(({ raw, offset }) =>
    undefinedVariables(raw, names, (inner) => placeAt(offset + inner)),
  );
}

/** Definitions that cannot work: made of themselves, a pattern that is none, a default that its own pattern refuses. */
export function unusableVariables(vars: Readonly<Record<string, VariableSpec>>, source: Source): Problem[] {
  // With every chosen variable present, what cannot be derived is part of a circle (or mentions an undefined name, told elsewhere).
  const chosen = Object.fromEntries(
    Object.entries(vars).flatMap(([name, spec]) =>
      spec.type === 'derived' || spec.type === 'chosen'
        ? []
        : [[name, spec.type === 'choice' ? spec.default : '']],
    ),
  );
  const values = derive(vars, chosen);
  return Object.entries(vars).flatMap(([name, spec]): Problem[] => {
    const place = source.placeOf(['vars', name]);
    if (spec.type === 'derived') {
      const known = mentions(spec.from).every((mention) => mention.name in vars);
      return known && !(name in values) ? [{ message: `variable \`${name}\` is made of itself`, place }] : [];
    }
    if (spec.type === 'choice') return choiceProblems(name, spec, vars, source);
    if (spec.type !== 'text' || spec.pattern === undefined) return [];
    try {
      if (new RegExp(`^(?:${spec.pattern})$`).test(spec.default)) return [];
      return [
        { message: `the default \`${spec.default}\` of \`${name}\` does not match its own pattern`, place },
      ];
    } catch (error) {
      return [
        {
          message: `the pattern of \`${name}\` is no regular expression: ${(error as Error).message}`,
          place,
        },
      ];
    }
  });
}

/** A default that is none of the choices, and choices that leave a variable undecided. */
function choiceProblems(
  name: string,
  { default: usual, choices }: VariableSpec & { type: 'choice' },
  vars: Readonly<Record<string, VariableSpec>>,
  source: Source,
): Problem[] {
  const words = Object.keys(choices ?? {});
  const wrongDefault = words.includes(usual)
    ? []
    : [
        {
          message: `the default \`${usual}\` of \`${name}\` is none of its choices`,
          place: source.placeOf(['vars', name, 'default']),
          suggestion: didYouMean(usual, words) ?? `one of ${words.join(', ')}`,
        },
      ];
  const undecided = Object.entries(vars).flatMap(([decided, spec]) =>
    spec.type === 'chosen' && spec.by === name
      ? words
          .filter((word) => !(word in spec.from))
          .map((word) => ({
            message: `the choice \`${word}\` does not say what \`${decided}\` is`,
            place: source.placeOfKey(['vars', name, 'choices', word]),
          }))
      : [],
  );
  return [...wrongDefault, ...undecided];
}
