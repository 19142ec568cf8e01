import { z } from 'zod';
import { answerTypes, unsaidParts } from './answer-types.ts';
import { found, missed } from './finding.ts';
import type { CheckKind } from './kind.ts';
import { beginning, code, firstLine, joined } from './phrases.ts';
import { text, texts } from './spec-parts.ts';

const schema = z.strictObject({
  id: text,
  question: text,
  type: z.enum(['text', 'number', 'choice', 'reference', 'command']),
  /** Every answer that is right; for a choice the keys. */
  accept: texts,
  /** Key → text; `choice` only. */
  choices: z.record(z.string(), z.string()).optional(),
  /** Wrong answer → why it is wrong. */
  why: z.record(z.string(), z.string()).optional(),
  /** `reference` only: registry, repository and tag must all be written. */
  full: z.literal(true).optional(),
});

export type AnswerSpec = z.infer<typeof schema>;

/** Whether an answer means one of the accepted ones. */
export function isRight(spec: AnswerSpec, given: string): boolean {
  const { same } = answerTypes[spec.type];
  if (spec.full && unsaidParts(given).length > 0) return false;
  return spec.accept.some((accepted) => same(given, accepted, spec.choices));
}

/** Two lines of a narrow terminal, less the mark in front. */
const TITLE_MOST = 130;

/** A question with an answer that is compared by meaning. The verdict never tells the right one. */
export const answer: CheckKind<AnswerSpec> = {
  kind: 'answer',
  schema,
  title: ({ question }) => beginning(question, TITLE_MOST),
  evaluate(spec, { answers }) {
    const { expectation, how, same, slip, problem } = answerTypes[spec.type];
    const expected = `an answer, ${expectation}`;
    const given = answers[spec.id];
    if (given === undefined || given.trim() === '')
      return Promise.resolve(
        missed(expected, 'no answer yet', {
          help: `Type ${code('/answer')} and ${how}.`,
          unanswered: true,
        }),
      );
    const shown = code(firstLine(given, 80));
    if (isRight(spec, given)) return Promise.resolve(found(expected, `${shown} is right`));
    const unsaid = spec.full ? unsaidParts(given) : [];
    if (unsaid.length > 0 && isRight({ ...spec, full: undefined }, given))
      return Promise.resolve(
        missed(expected, `${shown} means the right image, but does not say ${joined(unsaid, 'and')}`, {
          help: 'Docker fills in what is not written. Write out what it fills in.',
        }),
      );
    const { parts } = answerTypes[spec.type];
    const right = spec.accept.flatMap((accepted) => parts?.(accepted, spec.choices) ?? []);
    const tooMuch = (parts?.(given, spec.choices) ?? []).filter((part) => !right.includes(part));
    const wrongs = Object.entries(spec.why ?? {});
    const why = [given, ...tooMuch]
      .map((one) => wrongs.find(([wrong]) => same(one, wrong, spec.choices))?.[1])
      .find((reason) => reason !== undefined);
    return Promise.resolve(
      missed(
        expected,
        problem(given, spec.choices) ? `${shown} is not ${expectation}` : `${shown} is not it`,
        {
          nearest: why ? undefined : slip(given, spec.accept, spec.choices),
          help:
            why ??
            (problem(given, spec.choices)
              ? `Type ${code('/answer')} and ${how}.`
              : 'Read the text above once more; `/hint` helps.'),
        },
      ),
    );
  },
  lint: ({ type, accept, choices, why, full }) => {
    const { same, problem } = answerTypes[type];
    return [
      ...(full && type !== 'reference'
        ? [{ message: '`full` is for the type reference', path: ['full'] }]
        : []),
      ...(type === 'choice' && !choices ? [{ message: 'a choice needs `choices`', path: [] }] : []),
      ...(type !== 'choice' && choices
        ? [{ message: `\`choices\` are for the type choice, not ${type}`, path: ['choices'] }]
        : []),
      ...accept.flatMap((accepted) => {
        const message = problem(accepted, choices);
        return message ? [{ message: `\`accept\`: ${message}`, path: ['accept'] }] : [];
      }),
      ...Object.keys(why ?? {})
        .filter((wrong) => accept.some((accepted) => same(wrong, accepted, choices)))
        .map((wrong) => ({
          message: `\`${wrong}\` is explained as wrong and accepted as right`,
          path: ['why', wrong],
        })),
      ...Object.keys(why ?? {}).flatMap((wrong) => {
        const message = type === 'choice' ? problem(wrong, choices) : undefined;
        return message ? [{ message: `\`why\`: ${message}`, path: ['why', wrong] }] : [];
      }),
    ];
  },
};
