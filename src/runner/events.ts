import type { Verdict } from '../checks/verdict.ts';
import type { EngineKind } from '../engine/engine.ts';
import type { Lab, Step, Variables } from '../lab/lab.ts';
import type { WorldMap } from '../map/world-map.ts';
import type { Wire } from '../wire/wire.ts';

export type { EngineKind };

export type StepState = 'open' | 'done' | 'skipped';

/** The lab to try after this one. */
export interface NextLab {
  readonly id: string;
  readonly title: string;
  /** The command line that begins it. */
  readonly start: string;
}

export interface Summary {
  readonly lab: string;
  readonly engine: EngineKind;
  readonly complete: boolean;
  readonly steps: readonly { readonly id: string; readonly title: string; readonly state: StepState }[];
  readonly commands: number;
  readonly hints: number;
  readonly solutions: number;
  /** Milliseconds from the first command to the last verdict, pauses between sittings left out. */
  readonly ms: number;
  /** What one can do when the lab is complete, a sentence each. */
  readonly goals: readonly string[];
  readonly next?: NextLab | undefined;
}

/**
 * The one stream that the Ink screens, the plain reporter and `--json` read. Each event is plain data and goes
 * through JSON unharmed; none of the readers holds logic of its own.
 */
export type WalkEvent =
  | {
      readonly type: 'lab-started';
      readonly lab: Lab;
      readonly engine: EngineKind;
      readonly vars: Variables;
      readonly resumed: boolean;
      readonly folder: string;
    }
  | {
      readonly type: 'step-entered';
      readonly step: Step;
      readonly index: number;
      readonly total: number;
      readonly states: readonly StepState[];
    }
  /**
   * How the step stands on entering it, before anybody tried anything: for a quiet first picture of the list of checks.
   * `holds`: all of it is there already, from before; `/check` or the next command goes on.
   */
  | {
      readonly type: 'arrived';
      readonly step: string;
      readonly verdicts: readonly Verdict[];
      readonly holds: boolean;
    }
  | { readonly type: 'command-started'; readonly line: string; readonly ownsTerminal: boolean }
  | { readonly type: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'command-ended'; readonly line: string; readonly exitCode: number; readonly ms: number }
  /** A question of the step was answered; the verdicts that follow judge it. */
  | { readonly type: 'answer-given'; readonly question: string; readonly answer: string }
  | { readonly type: 'checking'; readonly step: string; readonly total: number }
  | { readonly type: 'verdict'; readonly step: string; readonly verdict: Verdict; readonly total: number }
  /** After the last verdict of one round of checks. */
  | { readonly type: 'checked'; readonly step: string; readonly passed: boolean }
  | { readonly type: 'step-done'; readonly step: Step; readonly index: number; readonly total: number }
  | { readonly type: 'step-skipped'; readonly step: Step; readonly index: number }
  | {
      readonly type: 'hint-shown';
      readonly step: string;
      readonly level: number;
      readonly of: number;
      readonly markdown: string;
    }
  | {
      readonly type: 'solution-shown';
      readonly step: string;
      readonly markdown: string;
      readonly commands: readonly string[];
    }
  | { readonly type: 'status'; readonly summary: Summary }
  /** What is on engine and registries. `asked`: by `/map`; otherwise seen after a command, for who draws it all along. */
  | { readonly type: 'map'; readonly map: WorldMap; readonly asked: boolean }
  /** What the last command that reached a registry was made of; undefined when none did. */
  | { readonly type: 'wire'; readonly wire?: Wire | undefined }
  /** Something the learner should know: a port moved, the engine was restarted. */
  | { readonly type: 'notice'; readonly text: string }
  /** A /command that cannot be done, an unknown one. Not a check that failed. */
  | { readonly type: 'problem'; readonly text: string; readonly todo?: string | undefined }
  | { readonly type: 'lab-completed'; readonly summary: Summary; readonly debrief: string }
  | { readonly type: 'ended'; readonly summary: Summary };
