/**
 * `passed`; `failed`: the state is not (yet) what was asked for; `blocked`: cannot be judged before an earlier
 * check of the step passes; `broken`: could not be evaluated at all (a fault of ours or of the machine).
 */
export type Status = 'passed' | 'failed' | 'blocked' | 'broken';

/** What one evaluation found. Texts are plain sentences; `code` in backticks. */
export interface Finding {
  readonly status: Status;
  readonly expected: string;
  readonly actual: string;
  /** The nearest thing that is there: "there is `localhost:500/alpine`: is a zero missing?" */
  readonly nearest?: string | undefined;
  /** What to try next, as a good teacher would say it. Never the whole solution. */
  readonly help?: string | undefined;
  /** Of a failed question: nobody answered it yet. It does not pass, but nothing was done wrong either. */
  readonly unanswered?: true | undefined;
}

export interface Verdict extends Finding {
  /** Index of the check in its step, from 0. */
  readonly check: number;
  readonly kind: string;
  /** One line for the live list: "container `registry` runs and publishes 5000". */
  readonly title: string;
}

export function passed(verdicts: readonly Verdict[]): boolean {
  return verdicts.length > 0 && verdicts.every(({ status }) => status === 'passed');
}
