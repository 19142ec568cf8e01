/** A command that ends in an error: what goes to stderr, as docker words it, and the exit code. */
export class Failure extends Error {
  readonly exit: number;

  /** @param message printed as it is, followed by a newline; nothing is printed when empty */
  constructor(message: string, exit = 1) {
    super(message);
    this.name = 'Failure';
    this.exit = exit;
  }
}

/** An error that the engine answered, with its HTTP status. */
export class EngineFailure extends Failure {
  readonly status: number;
  /** The engine's own sentence, without docker's prefix. */
  readonly reason: string;

  constructor(status: number, reason: string) {
    super(`Error response from daemon: ${reason}`);
    this.name = 'EngineFailure';
    this.status = status;
    this.reason = reason;
  }
}
