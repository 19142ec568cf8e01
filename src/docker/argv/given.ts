/** The flags of one command line. Names are the long ones, without dashes. */
export class Given {
  private readonly values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.values = values;
  }

  /** True when the flag was written at all. */
  has(name: string): boolean {
    return this.values.has(name);
  }

  /** A switch: on when written, unless as `--name=false`. */
  on(name: string): boolean {
    return this.values.get(name)?.at(-1) === 'true';
  }

  /** The last value that was written. */
  text(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }

  /** The last value that was written, as a number. */
  number(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }

  /** Every value that was written, in order. */
  list(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }
}
