/** Exit codes of every command: what a shell script or a class harness can rely on. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  missing: 3,
  timedOut: 124,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface FaultParts {
  /** What happened, one sentence without a final period: `no lab is called "local-registr"`. */
  readonly what: string;
  /** File, line, socket, setting: where it happened. */
  readonly where?: string | undefined;
  /** What the reader can do about it, one sentence. */
  readonly todo?: string | undefined;
  readonly exit?: ExitCode | undefined;
  readonly cause?: unknown;
}

/**
 * An error made for a person. Rooms throw it where the caller cannot go on, and return it as a value
 * where the caller decides. Only the edge (src/cli.ts, src/docker/main.ts) prints it.
 */
export class Fault extends Error {
  readonly what: string;
  readonly where: string | undefined;
  readonly todo: string | undefined;
  readonly exit: ExitCode;

  constructor({ what, where, todo, exit = EXIT.failed, cause }: FaultParts) {
    super(where ? `${where}: ${what}` : what, cause === undefined ? undefined : { cause });
    this.name = 'Fault';
    this.what = what;
    this.where = where;
    this.todo = todo;
    this.exit = exit;
  }
}
