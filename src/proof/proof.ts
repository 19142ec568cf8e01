import type { EngineKind } from '../engine/engine.ts';
import type { Place } from '../lab/lab.ts';

/**
 * `red on arrival`: the step is not done before anything is typed, and each of its checks was seen failing somewhere.
 * `green after solution`: the solution's commands succeed and every check passes.
 * `green again`: every check passes when it is asked once more.
 * `mistake`: after a declared mistake the step is not done, and it says why.
 * `clean`: after the lab the machine is as it was before.
 */
export type ClaimName = 'red on arrival' | 'green after solution' | 'green again' | 'mistake' | 'clean';

/** What judging some verdicts or snapshots came to. Texts are plain sentences; `code` in backticks. */
export interface Judgement {
  readonly ok: boolean;
  /** Titles of the checks that the judgement is about. */
  readonly check?: string | undefined;
  /** The line typed, or `/answer …`. */
  readonly command?: string | undefined;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  /** What was found, whole: never empty. */
  readonly detail: string;
}

/** One thing that was established about a step, or refuted. Plain data. */
export interface Claim extends Judgement {
  readonly claim: ClaimName;
  readonly ms: number;
  /** A command line that shows the same once more. */
  readonly reproduce: string;
  /** Where the lab says it: the step, the check or the mistake. */
  readonly place: Place;
  /** How often it was tried, and how often it did not hold; with more than one run only. */
  readonly runs?: { readonly of: number; readonly failed: number } | undefined;
}

export interface StepProof {
  readonly id: string;
  readonly title: string;
  readonly claims: readonly Claim[];
  /** Why nothing was claimed: an earlier step did not turn green, another step was asked for. */
  readonly skipped?: string | undefined;
  readonly ms: number;
}

/** All that is known about one lab after `workshop verify`. Plain data, goes through JSON unharmed. */
export interface Proof {
  readonly lab: string;
  readonly title: string;
  /** The lab's file. */
  readonly file: string;
  readonly engine: EngineKind;
  readonly steps: readonly StepProof[];
  /** Why the lab was not tried at all: it is not made for this engine, it needs an account. */
  readonly skipped?: string | undefined;
  /** With `--keep`: the folder that was left. */
  readonly kept?: string | undefined;
  readonly ms: number;
  readonly ok: boolean;
}

/** `mistake: docker run …`; the name of the claim otherwise. One line. */
export function claimTitle({ claim, command }: Claim): string {
  return claim === 'mistake' && command !== undefined
    ? `mistake: ${command.trim().replace(/\s*\n\s*/g, ' ; ')}`
    : claim;
}

export function claimsOf(proof: Proof): readonly Claim[] {
  return proof.steps.flatMap(({ claims }) => claims);
}

/** A flaky claim held in some runs only. */
export function isFlaky({ runs }: Claim): boolean {
  return runs !== undefined && runs.failed > 0 && runs.failed < runs.of;
}
