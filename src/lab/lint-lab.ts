import { readFileSync } from 'node:fs';
import { defaults } from './derive.ts';
import { expandLab } from './expand.ts';
import type { Lab, Place } from './lab.ts';
import { markdownProblems } from './lint-markdown.ts';
import { unparsable } from './lint-shell.ts';
import type { Problem } from './problem.ts';
import type { Source } from './source.ts';
import { findCompanion } from './content.ts';
import { readMarkdown } from './markdown.ts';

/** What can be said of a lab that loads, without running it. */
export function soundnessProblems(written: Lab, source: Source): Problem[] {
  const lab = expandLab(written, defaults(written.vars));
  return [
    ...shellProblems(lab, source),
    ...textProblems(written, source),
    ...proofProblems(lab, source),
    ...answerProblems(lab, source),
    ...timeProblems(lab, source),
  ];
}

/** Commands of solutions and of mistakes. */
function shellProblems({ file, steps }: Lab, source: Source): Problem[] {
  const solutions = findCompanion(file, 'solutions');
  const markdown =
    solutions === undefined ? undefined : readMarkdown(solutions, readFileSync(solutions, 'utf8'));
  const typed = steps.flatMap((step, at) => [
    {
      text: step.solution.commands.join('\n'),
      whose: `the solution of \`${step.id}\``,
      place: markdown?.sections.find(({ heading }) => heading === step.id)?.place ?? step.place,
      within: markdown?.text,
    },
    ...step.mistakes.map((mistake, index) => ({
      text: mistake.run ?? '',
      whose: `a mistake of \`${step.id}\``,
      place: source.placeOf(['steps', at, 'mistakes', index, 'run']),
      within: source.text,
    })),
  ]);
  const found = unparsable(typed.map(({ text }) => text));
  return typed.flatMap(({ whose, place, within }, index) => {
    const problem = found[index];
    if (!problem) return [];
    const line = problem.command.split('\n', 1)[0]!;
    return [
      {
        message: `the shell cannot parse ${whose}: ${problem.reason}`,
        place: within === undefined ? place : placeBelow(within, place, line),
        suggestion: `in \`${line}\``,
      },
    ];
  });
}

/** Step texts and tasks, hints and solutions with the debrief. */
function textProblems({ file, steps }: Lab, source: Source): Problem[] {
  const own = steps.flatMap((step, at) =>
    (['text', 'task'] as const).flatMap((key) => {
      const place = source.placeOf(['steps', at, key]);
      return markdownProblems({ text: step[key], placeOf: (part) => placeBelow(source.text, place, part) });
    }),
  );
  const others = (['hints', 'solutions'] as const).flatMap((what) => {
    const name = findCompanion(file, what);
    if (name === undefined) return [];
    const { text } = readMarkdown(name, readFileSync(name, 'utf8'));
    const start = { file: name, line: 1, column: 1 };
    return markdownProblems({ text, placeOf: (part) => placeBelow(text, start, part) });
  });
  return [...own, ...others];
}

/** Where a part of a text stands, at or below a place of its file; the place itself when it was put together. */
function placeBelow(text: string, from: Place, part: string): Place {
  const lines = text.split('\n');
  for (let line = from.line; line <= lines.length; line++) {
    const column = lines[line - 1]!.indexOf(part, line === from.line ? from.column - 1 : 0);
    if (column >= 0) return { file: from.file, line, column: column + 1 };
  }
  return from;
}

/** Steps that are done on arrival, as far as one can tell, and labs that nobody can fail. */
function proofProblems({ steps }: Lab, source: Source): Problem[] {
  const key = (check: { kind: string; spec: unknown }): string => JSON.stringify([check.kind, check.spec]);
  const problems: Problem[] = [];
  for (const [at, step] of steps.entries()) {
    const before = steps[at - 1]?.check.map(key);
    if (before && step.check.every((check) => before.includes(key(check))))
      problems.push({
        message: `the checks of \`${step.id}\` cannot fail: the step before it asks for all of them`,
        place: source.placeOf(['steps', at, 'check']),
        suggestion: 'ask for what this step changes',
      });
    if (at === 0 && step.check.every(({ spec }) => (spec as { absent?: unknown } | null)?.absent === true))
      problems.push({
        message: `the checks of \`${step.id}\` cannot fail: they ask for nothing but absence, and at the beginning nothing is there`,
        place: source.placeOf(['steps', at, 'check']),
        suggestion: 'ask for what this step makes',
      });
  }
  if (steps.every(({ mistakes }) => mistakes.length === 0))
    problems.push({
      message: 'no step has a `mistakes` list, so nobody knows what the checks say to somebody who is stuck',
      place: source.placeOf(['steps']),
      suggestion:
        'add what people type by mistake: `- run: docker pul alpine`, with what the checks must then say',
    });
  return problems;
}

/** Answers to questions that nobody asks, and questions that the solution leaves open. */
function answerProblems({ steps }: Lab, source: Source): Problem[] {
  return steps.flatMap((step, at) => {
    const asked = step.check.filter(({ kind }) => kind === 'answer').length;
    const given = step.solution.answers.length;
    const mistaken = step.mistakes.flatMap(({ answer }, index) =>
      answer !== undefined && asked === 0
        ? [
            {
              message: `\`${step.id}\` asks no question, so nobody can answer it by mistake`,
              place: source.placeOf(['steps', at, 'mistakes', index, 'answer']),
              suggestion: 'a command is written as `run:`; a question is a check of the kind `answer`',
            },
          ]
        : [],
    );
    if (asked === given) return mistaken;
    return [
      ...mistaken,
      {
        message: `\`${step.id}\` asks ${count(asked, 'question')}, and its solution gives ${count(given, 'answer')}`,
        place: source.placeOf(['steps', at, 'check']),
        suggestion: 'an `answer` block in the solution has one line for each question, in their order',
      },
    ];
  });
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Somebody who reads and types needs half a minute for a step at least, and a lesson has an end. */
const MINUTES = { perStepLeast: 0.5, perStepMost: 15, most: 120 };

function timeProblems({ minutes, steps }: Lab, source: Source): Problem[] {
  const place = source.placeOf(['minutes']);
  const least = Math.ceil(steps.length * MINUTES.perStepLeast);
  const most = Math.min(MINUTES.most, steps.length * MINUTES.perStepMost);
  if (minutes < least)
    return [
      {
        message: `${minutes} minutes are too few for ${steps.length} steps`,
        place,
        suggestion: `at least ${least}`,
      },
    ];
  return minutes > most
    ? [
        {
          message: `${minutes} minutes are too many for ${steps.length} steps`,
          place,
          suggestion: `at most ${most}; or make two labs of it`,
        },
      ]
    : [];
}
