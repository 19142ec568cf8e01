import type { WalkEvent, Summary } from './events.ts';

/** What the walk asks of the screen that shows it. */
export interface Terminal {
  /**
   * Runs `work` while a child process owns the terminal (`docker login`): the screen steps aside before and is
   * drawn again after, also when `work` fails.
   */
  handOver<T>(work: () => Promise<T>): Promise<T>;
}

/** A session on its way through the steps of its lab. Screens submit lines and read events; they decide nothing. */
export interface Walk {
  /** Calls `listener` for every event from now on; returns what takes it off again. */
  on(listener: (event: WalkEvent) => void): () => void;
  /** Emits `lab-started` and enters the step where one left; resolves when the learner may type. */
  start(): Promise<void>;
  /**
   * One line of input: a command for the shell, or one of ours (`/hint`, `/answer X` …). Resolves when it has run and
   * the verdicts are out. Lines submitted meanwhile wait for their turn. Never rejects for what a learner types.
   */
  submit(line: string): Promise<void>;
  /** Ends the running command as Ctrl-C would, not the walk. False when nothing was running. */
  interrupt(): boolean;
  /** Files and folders whose path begins with `word`, from the session's working directory: for completion. */
  files?(word: string): readonly string[];
  summary(): Summary;
  /** True after `/quit`, and after `close`. A complete lab is not over: people look around. */
  readonly ended: boolean;
  /** Ends the running command, saves progress, emits `ended` unless that was said. */
  close(): Promise<void>;
}
