import type { Step } from '../lab/lab.ts';
import { answerTypes } from './answer-types.ts';
import { answer, isRight } from './answer.ts';
import type { AnswerSpec } from './answer.ts';

/** A question of a step, as it is put to the learner. */
export interface Question {
  /** Index of its check in the step. */
  readonly check: number;
  readonly id: string;
  readonly question: string;
  readonly type: AnswerSpec['type'];
  /** Key → text, in order. */
  readonly choices?: Readonly<Record<string, string>> | undefined;
  /** More than one of the choices is right. */
  readonly several: boolean;
}

/** All questions of a step, in order. */
export function questionsOf(step: Pick<Step, 'check'>): Question[] {
  return specsOf(step).map(({ check, spec }) => questionOf(check, spec));
}

/** Those that have no answer yet, or a wrong one; an answer that is typed goes to the first. */
export function openQuestions(
  step: Pick<Step, 'check'>,
  answers: Readonly<Record<string, string>>,
): Question[] {
  return specsOf(step)
    .filter(({ spec }) => answers[spec.id] === undefined || !isRight(spec, answers[spec.id]!))
    .map(({ check, spec }) => questionOf(check, spec));
}

function specsOf({ check }: Pick<Step, 'check'>): { check: number; spec: AnswerSpec }[] {
  return check.flatMap(({ kind, spec }, index) => {
    if (kind !== answer.kind) return [];
    const parsed = answer.schema.safeParse(spec);
    return parsed.success ? [{ check: index, spec: parsed.data }] : [];
  });
}

function questionOf(check: number, { id, question, type, choices, accept }: AnswerSpec): Question {
  const { parts } = answerTypes[type];
  const several = accept.some((right) => (parts?.(right, choices) ?? []).length > 1);
  return { check, id, question, type, choices, several };
}
