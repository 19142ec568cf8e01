import type { Verdict } from '../checks/verdict.ts';
import type { Mistake } from '../lab/lab.ts';
import { says } from './diagnosis.ts';
import type { Judgement } from './proof.ts';

/**
 * Red on arrival: some check fails before anything is typed, and each check was seen failing somewhere.
 * `neverFailed` are titles of the checks that passed on arrival, after each mistake and on the empty machine alike:
 * nobody knows whether they can fail, so they prove nothing.
 */
export function judgeArrival(verdicts: readonly Verdict[], neverFailed: readonly string[]): Judgement {
  const broken = verdicts.filter(({ status }) => status === 'broken');
  if (broken.length > 0) return notEvaluated(broken);
  if (verdicts.length === 0) return { ok: false, detail: 'The step has no check, so nothing can prove it.' };
  if (verdicts.every(({ status }) => status === 'passed')) {
    return {
      ok: false,
      check: titles(verdicts),
      expected: 'at least one check that does not pass before anything is typed',
      actual: `all ${count(verdicts.length, 'check')} passed`,
      detail: 'The step is done before the learner has done anything.',
    };
  }
  if (neverFailed.length > 0) {
    return {
      ok: false,
      check: neverFailed.join('; '),
      expected: 'a check that fails on arrival, after a mistake of the step, or on the empty machine',
      actual: 'it passed each time',
      detail: `${neverFailed.length === 1 ? 'This check was' : 'These checks were'} never seen failing: declare a mistake that turns it red, or drop it.`,
    };
  }
  const red = verdicts.filter(({ status }) => status !== 'passed').length;
  return { ok: true, detail: `${red} of ${count(verdicts.length, 'check')} red.` };
}

/** Green: every check passes. `how` says after what: "after the solution", "when asked again". */
export function judgeGreen(verdicts: readonly Verdict[], how: string): Judgement {
  const [first, ...others] = verdicts.filter(({ status }) => status !== 'passed');
  if (verdicts.length === 0) return { ok: false, detail: 'The step has no check, so nothing can prove it.' };
  if (!first) return { ok: true, detail: `${count(verdicts.length, 'check')} passed.` };
  return {
    ok: false,
    check: first.title,
    expected: first.expected,
    actual: first.actual,
    detail: sentences([
      `${others.length + 1} of ${count(verdicts.length, 'check')} did not pass ${how}`,
      first.nearest,
      first.help,
      ...others.map(describe),
    ]),
  };
}

/** A mistake: the step is not done, and one of its failed verdicts contains the diagnosis. */
export function judgeMistake(mistake: Mistake, verdicts: readonly Verdict[]): Judgement {
  const command = mistakeLine(mistake);
  const expected = `a failed check that says “${mistake.says}”`;
  const failed = verdicts.filter(({ status }) => status === 'failed');
  if (failed.some((verdict) => says(verdict, mistake.says))) {
    return { ok: true, command, detail: `Red, and it says “${mistake.says}”.` };
  }
  const broken = verdicts.filter(({ status }) => status === 'broken');
  if (broken.length > 0) return { ...notEvaluated(broken), command };
  if (failed.length === 0) {
    return {
      ok: false,
      command,
      check: titles(verdicts),
      expected,
      actual: `all ${count(verdicts.length, 'check')} passed`,
      detail: 'The mistake passes: the step takes it for the right answer.',
    };
  }
  return {
    ok: false,
    command,
    check: titles(failed),
    expected,
    actual: failed.map(({ actual, nearest, help }) => sentences([actual, nearest, help])).join(' | '),
    detail: 'Red, but with another diagnosis.',
  };
}

/** How a mistake is typed: its lines, or the answer it gives. */
export function mistakeLine({ run, answer }: Mistake): string {
  return run?.trimEnd() ?? `/answer ${answer ?? ''}`;
}

function notEvaluated(broken: readonly Verdict[]): Judgement {
  return {
    ok: false,
    check: titles(broken),
    expected: broken[0]!.expected,
    actual: broken[0]!.actual,
    detail: `A check could not be evaluated. ${sentences(broken.map(describe))}`,
  };
}

function describe({ title, status, expected, actual, nearest, help }: Verdict): string {
  return `[${status}] ${title}: expected ${expected}; actual ${sentences([actual, nearest, help])}`;
}

/** Findings come with and without a final period. */
function sentences(parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => (/[.?!…:]$/.test(part!) ? part : `${part}.`))
    .join(' ');
}

const titles = (verdicts: readonly Verdict[]): string => verdicts.map(({ title }) => title).join('; ');

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
