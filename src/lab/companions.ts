import { readFileSync } from 'node:fs';
import path from 'node:path';
import { companionCandidates, findCompanion } from './content.ts';
import { readHints } from './hints.ts';
import type { Hints } from './hints.ts';
import type { Place } from './lab.ts';
import { readMarkdown } from './markdown.ts';
import type { MarkdownFile } from './markdown.ts';
import { undefinedVariables } from './mentioned.ts';
import type { Problem } from './problem.ts';
import { readSolutions } from './solutions.ts';
import type { Solutions } from './solutions.ts';

export interface WrittenStepPlace {
  readonly id: string;
  readonly place: Place;
}

export interface Companions {
  readonly hints: Hints;
  readonly solutions: Solutions;
  readonly problems: readonly Problem[];
}

/** The hints and solutions of a lab file; every step must have both. */
export function readCompanions(
  labFile: string,
  steps: readonly WrittenStepPlace[],
  variables: readonly string[],
): Companions {
  const ids = steps.map(({ id }) => id);
  const problems: Problem[] = [];
  const read = (what: 'hints' | 'solutions'): MarkdownFile | undefined => {
    const file = findCompanion(labFile, what);
    if (file === undefined) {
      problems.push(missingFile(labFile, what));
      return undefined;
    }
    const markdown = readMarkdown(file, readFileSync(file, 'utf8'));
    problems.push(...undefinedVariables(markdown.text, variables, markdown.placeAt));
    return markdown;
  };
  const hintsFile = read('hints');
  const solutionsFile = read('solutions');
  const { hints, problems: ofHints } = hintsFile
    ? readHints(hintsFile, ids)
    : { hints: new Map<string, string[]>(), problems: [] };
  const solutions: Solutions = solutionsFile
    ? readSolutions(solutionsFile, ids)
    : { byStep: new Map(), debrief: '', problems: [] };
  for (const { id, place } of steps) {
    if (hintsFile && !hintsFile.sections.some(({ heading }) => heading === id))
      problems.push(missingSection('hint', id, place, hintsFile));
    if (solutionsFile && !solutions.byStep.has(id))
      problems.push(missingSection('solution', id, place, solutionsFile));
  }
  return { hints, solutions, problems: [...problems, ...ofHints, ...solutions.problems] };
}

function missingFile(labFile: string, what: 'hints' | 'solutions'): Problem {
  const looked = companionCandidates(labFile, what).map((file) => path.relative(path.dirname(labFile), file));
  return {
    message: `no ${what} for this lab`,
    place: { file: labFile, line: 1, column: 1 },
    suggestion: `looked for ${looked.join(', ')} from its folder`,
  };
}

function missingSection(
  what: 'hint' | 'solution',
  id: string,
  place: Place,
  { file }: MarkdownFile,
): Problem {
  return {
    message: `step \`${id}\` has no ${what}`,
    place,
    suggestion: `add \`## ${id}\` to ${path.basename(path.dirname(file))}/${path.basename(file)}`,
  };
}
