/** A command that ends in an error: what goes to stderr, and the exit code. */
export class CloudFailure extends Error {
  readonly exit: number;

  constructor(message: string, exit = 1) {
    super(message);
    this.name = 'CloudFailure';
    this.exit = exit;
  }
}
