import type { World } from '../checks/kind.ts';
import type { Engine, EngineKind } from '../engine/engine.ts';
import type { Lab, Variables } from '../lab/lab.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { SessionPaths } from './paths.ts';
import type { ProgressFile } from './progress-file.ts';
import type { Redactor } from './redact.ts';
import type { ShellMemory } from './shell/memory.ts';
import type { Output } from './shell/run-line.ts';
import type { Transcript } from './transcript.ts';

export interface RunOptions {
  readonly onOutput?: ((output: Output) => void) | undefined;
  /** Aborted: the command and all it started get SIGINT, then SIGTERM, then SIGKILL; exit code 130. */
  readonly signal?: AbortSignal | undefined;
  /** The command gets our terminal (see `ownsTerminal`); nothing is captured then. */
  readonly terminal?: boolean | undefined;
  /** Ended like an abort after this many milliseconds; exit code 124. */
  readonly timeoutMs?: number | undefined;
  /**
   * Called when the command has ended and is in the transcript, with what `run` resolves to once the ledger has seen
   * what it created: who only shows and checks need not wait for that.
   */
  readonly onEnd?: ((result: RunResult) => void) | undefined;
}

export interface RunResult {
  /** Id of the transcript's entry. */
  readonly id: string;
  readonly exitCode: number;
  readonly ms: number;
  /** What the learner should know: a secret variable that is kept in memory only, a working directory that went. */
  readonly notices: readonly string[];
}

/** One learner's attempt at one lab. */
export interface Session {
  /** The lab with this session's variables in every text. */
  readonly lab: Lab;
  readonly labId: string;
  /** Name of the session's folder: the lab's id, with `@docker` for a real engine. */
  readonly name: string;
  readonly kind: EngineKind;
  readonly paths: SessionPaths;
  readonly engine: Engine;
  readonly vars: Variables;
  readonly progress: ProgressFile;
  readonly transcript: Transcript;
  readonly ledger: Ledger;
  readonly redactor: Redactor;
  readonly memory: ShellMemory;
  /** Runs a typed line in the session's shell and records it. One at a time: a second call waits for the first. */
  run(line: string, options?: RunOptions): Promise<RunResult>;
  /** The whole environment of the session's commands. */
  env(): Record<string, string>;
  /** Only what differs from the learner's own environment: for `envLines`. */
  envChanges(): { set: Record<string, string>; unset: string[] };
  /** Variables of the session's shell that it did not inherit, as far as they are no secret. */
  variables(): Record<string, string>;
  /** Working directory of the next command. */
  cwd(): string;
  /** All that the checks of a step may look at. A practice engine that has ended is started again for it. */
  world(stepId: string, signal?: AbortSignal): Promise<World>;
  /** Waits for the running command and stops watching. The practice engine lives on. */
  close(): Promise<void>;
}
