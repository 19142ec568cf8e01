import type { Readable, Writable } from 'node:stream';
import type { ExitCode } from '../fault.ts';
import type { Values } from './values.ts';

export interface OptionSpec {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** May be given more than once. */
  readonly multiple?: boolean;
  /** Placeholder of the value in the help: `FILE`. */
  readonly value?: string;
  /** The only values there are. */
  readonly choices?: readonly string[];
  readonly summary: string;
}

/** What completion offers for a positional argument. */
export type ArgumentKind = 'lab' | 'file' | 'shell' | 'command' | 'word';

export interface ArgumentSpec {
  /** As in the usage line: `LAB`. */
  readonly name: string;
  readonly kind: ArgumentKind;
  readonly required?: boolean;
  /** Takes all that follow. */
  readonly many?: boolean;
}

/** One verb. Help, completion and dispatch are all made from this. */
export interface Command {
  /** `start`, or two words: `registry serve`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** A paragraph for the command's own help. */
  readonly details?: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Command lines worth copying, with what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly load: () => Promise<{ readonly run: Run }>;
}

export interface Invocation {
  readonly arguments: readonly string[];
  readonly values: Values;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Aborted by SIGINT and SIGTERM; the command tidies up and returns. */
  readonly signal: AbortSignal;
  /** Asks for SIGINT: while `handler` returns true it is taken as dealt with. Returns what takes it off again. */
  onInterrupt(handler: () => boolean): () => void;
}

export type Run = (invocation: Invocation) => Promise<ExitCode>;
