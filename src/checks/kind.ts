import type { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import type { SpecProblem } from '../lab/check-specs.ts';
import type { Variables } from '../lab/lab.ts';
import type { Reference } from '../image/reference.ts';
import type { Finding } from './verdict.ts';

/** A command line that the learner typed during the current step. */
export interface TypedCommand {
  readonly line: string;
  readonly exitCode: number;
  /** Working directory it started in. */
  readonly cwd: string;
  /** Shell variables known before it ran, so that `$dockerId` in the line can be read. */
  readonly env: Readonly<Record<string, string>>;
  /** Aliases of the shell: name → what it stands for. */
  readonly aliases?: Readonly<Record<string, string>> | undefined;
  /** What it printed, as far as that was kept; undefined where nobody wrote it down, as in a shell of one's own. */
  readonly printed?: string | undefined;
}

/** All that a check may look at. */
export interface World {
  readonly engine: Engine;
  readonly vars: Variables;
  /** Absolute; relative paths in `file` and `storage` checks start here. */
  readonly workdir: string;
  /** Commands typed in this step, oldest first. */
  readonly typed: readonly TypedCommand[];
  /**
   * Commands that other checks of the step ask for: who typed one of them meant that check. Undefined where the step
   * asks for nothing else.
   */
  readonly askedElsewhere?: readonly string[] | undefined;
  /** Answers given in this step: question id → latest answer. */
  readonly answers: Readonly<Record<string, string>>;
  /** The session's DOCKER_CONFIG folder: registries that want a login are asked with what `docker login` stored. */
  readonly dockerConfig?: string | undefined;
  /** Takes the session's secrets out of what others wrote, before a verdict quotes it. */
  readonly redact?: ((text: string) => string) | undefined;
  /** Ends evaluation early (a step was left, the app ends). */
  readonly signal?: AbortSignal | undefined;
}

/** What a check would have needed to find anything at all. */
export type Lack =
  | { readonly what: 'address'; readonly host: string; readonly port: number }
  | { readonly what: 'image'; readonly reference: Reference }
  /** As a lab writes it: relative to the working folder. */
  | { readonly what: 'file'; readonly path: string };

/** A finding that can name what it lacked, so that an earlier failed check of the step may explain it. */
export interface Evaluation extends Finding {
  readonly lacks?: Lack | undefined;
}

/** One kind of check: its schema, its one-line title, its evaluation. One file per kind. */
export interface CheckKind<Spec = unknown> {
  readonly kind: string;
  readonly schema: z.ZodType<Spec>;
  title(spec: Spec): string;
  evaluate(spec: Spec, world: World): Promise<Evaluation>;
  /** Whether this check, when it failed, is the reason why a later one lacks something: that one is then `blocked`. */
  explains?(spec: Spec, lack: Lack): boolean;
  /** What can be said of a spec without an engine: an address that is none, a check that could not fail. */
  lint?(spec: Spec): readonly SpecProblem[];
}
