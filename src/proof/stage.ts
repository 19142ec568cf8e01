import type { Verdict } from '../checks/verdict.ts';
import type { Lab, Step } from '../lab/lab.ts';

/** What came of a line that was typed. */
export interface Typed {
  readonly exitCode: number;
  /** The end of what it printed, stdout and stderr as they came. */
  readonly output: string;
  /** It was ended because it took longer than a command may. */
  readonly timedOut: boolean;
}

/** Where a lab is played for a proof: a session of its own on one engine, which can go back to where it was. */
export interface Stage {
  /** With the values of its variables. */
  readonly lab: Lab;
  /** `mark` starts the engine anew, so that what it only had in memory is lost. */
  readonly restarts: boolean;
  /** How long the state may take to follow a command, in milliseconds. */
  readonly settleMs: number;
  /** Commands and answers that follow belong to this step. */
  enter(step: Step): Promise<void>;
  type(line: string): Promise<Typed>;
  /** Answers the first open question of the step, or says that there is none. */
  answer(step: Step, text: string): Promise<boolean>;
  look(step: Step): Promise<Verdict[]>;
  /** Remembers the state of session and engine as it is now. */
  mark(): Promise<void>;
  /** Goes back to what `mark` remembered; `replay` rebuilds it where there is no other way. */
  back(replay: () => Promise<void>): Promise<void>;
}
