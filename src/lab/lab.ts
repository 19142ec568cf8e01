/** What a lab is once it is loaded: parsed, validated, joined with its hints and solutions. */

/** The engines a lab is made for; the same words as the engine room's. */
export type EngineName = 'practice' | 'docker';
export type Level = 'beginner' | 'intermediate' | 'advanced';
export type Need = 'swarm' | 'internet' | 'account' | 'git';

/** Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type VariableSpec =
  /** A TCP port; when it is taken at the start of a session the next free one is used. */
  | { readonly type: 'port'; readonly default: number }
  /** Free text; personal values (an id, a registry name) come with `--var name=value`. */
  | { readonly type: 'text'; readonly default: string; readonly pattern?: string | undefined }
  /** One of two texts: does a published port of a service answer on every node of this engine's swarm? */
  | { readonly type: 'mesh'; readonly with: string; readonly without: string }
  /** One of several words, each of which decides further variables: all of them decide the same ones. */
  | {
      readonly type: 'choice';
      readonly default: string;
      readonly choices: Readonly<Record<string, Readonly<Record<string, string>>>>;
    }
  /** Decided by the choice `by`: chosen word → text. Not written by itself; loading makes it of the choice. */
  | { readonly type: 'chosen'; readonly by: string; readonly from: Readonly<Record<string, string>> }
  /** Made of other variables: `registry: localhost:${port}`. */
  | { readonly type: 'derived'; readonly from: string };

/** One typed assertion as written in the lab. `spec` has passed the schema of its kind. */
export interface CheckSpec {
  readonly kind: string;
  readonly spec: unknown;
  readonly place: Place;
}

/** What people really type or answer by mistake, and words that the diagnosis must then contain. */
export interface Mistake {
  /** Shell lines, typed one after the other. */
  readonly run?: string | undefined;
  /** An answer, given to the first open question of the step. */
  readonly answer?: string | undefined;
  readonly says: string;
  /** Where it can be made; everywhere when left out. */
  readonly engines?: readonly EngineName[] | undefined;
  readonly place: Place;
}

export interface Solution {
  /** The whole section, Markdown. */
  readonly markdown: string;
  /** The `sh` blocks, one entry per command line to type; a heredoc or a `\` continuation stays one entry. */
  readonly commands: readonly string[];
  /** The `answer` blocks, one entry per question of the step, in order. */
  readonly answers: readonly string[];
}

export interface Step {
  readonly id: string;
  readonly title: string;
  /** On which engines it is walked; on all when left out. */
  readonly engines?: readonly EngineName[] | undefined;
  /** Markdown. */
  readonly text: string;
  /** Markdown, one sentence or two: the one thing to do. */
  readonly task: string;
  readonly check: readonly CheckSpec[];
  readonly mistakes: readonly Mistake[];
  /** From vague to concrete, Markdown each. */
  readonly hints: readonly string[];
  readonly solution: Solution;
  readonly place: Place;
}

export interface Lab {
  readonly format: 1;
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly level: Level;
  readonly minutes: number;
  readonly after: readonly string[];
  readonly engines: readonly EngineName[];
  readonly needs: readonly Need[];
  /** What the learner will be able to do, one line each. */
  readonly goals: readonly string[];
  readonly vars: Readonly<Record<string, VariableSpec>>;
  /** Images that the lab pulls or expects to be pullable. */
  readonly images: readonly string[];
  readonly steps: readonly Step[];
  /** Markdown, shown with the summary: what to remember, where to go next. */
  readonly debrief: string;
  readonly file: string;
}

/** Values of all variables of a lab for one session. */
export type Variables = Readonly<Record<string, string>>;
