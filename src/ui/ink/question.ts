import { questionsOf } from '../../checks/questions.ts';
import type { Question } from '../../checks/questions.ts';
import type { View } from './view.ts';

/** The first question of the step that has no right answer yet: what `/answer` answers now. */
export function openQuestion({ step, checks, done }: View): Question | undefined {
  if (!step || done) return undefined;
  return questionsOf(step).find(({ check }) => checks[check]?.status !== 'passed');
}

/** Key to press → what it stands for, in the order of the lab. */
export function choicesOf(question: Question | undefined): [key: string, text: string][] {
  return Object.entries(question?.choices ?? {});
}

/** The choices that were made, where what was typed is nothing but keys of choices: one, or several where several are right. */
export function chosenKeys(question: Question | undefined, typed: string): string[] | undefined {
  const keys = choicesOf(question).map(([key]) => key);
  if (keys.includes(typed)) return [typed];
  const letters = [...typed];
  const distinct = new Set(letters).size === letters.length;
  return question?.several && distinct && letters.every((key) => keys.includes(key)) ? letters : undefined;
}
