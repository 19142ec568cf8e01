/** How wide a bar is, in characters. */
const barWidth = 50;
/** Terminals wider than this get bars. */
const columnsForBar = 110;

interface Bar {
  readonly id: string;
  readonly text: string;
  /** From 0 to 1. */
  readonly done: number;
}

/** The progress of a service: on a terminal a block that changes in place, elsewhere a line for every change. */
export class ProgressLines {
  /** Why an update is rolled back. */
  note = '';
  readonly #stream: NodeJS.WriteStream;
  readonly #quiet: boolean;
  readonly #said = new Map<string, string>();
  #block: string[] = [];
  #drawn = 0;

  constructor(stream: NodeJS.WriteStream, quiet: boolean) {
    this.#stream = stream;
    this.#quiet = quiet;
  }

  /** The sum, and a line for each task. */
  show(sum: string, bars: readonly Bar[]): void {
    if (this.#quiet) return;
    if (this.#stream.isTTY) {
      this.#block = [sum, ...bars.map((bar) => this.#barLine(bar)), ...this.#block.slice(bars.length + 1)];
      this.#draw();
      return;
    }
    const first = !this.#said.has('overall');
    this.#plain('overall', sum);
    for (const { id, text } of bars) {
      // Without a terminal only errors are news; docker prints the places once.
      const isError = !/^[a-z]*$/.test(text);
      if (first) this.#plain(id, `${id}: ${isError ? text : ' '}`);
      else if (isError) this.#plain(id, `${id}: ${text}`);
    }
  }

  /** A line below the block: `verify: Waiting 5 seconds …`; a new one of the same subject takes its place. */
  say(subject: string, text: string): void {
    if (subject === 'rollback') this.note = text;
    if (this.#quiet) return;
    const line = subject ? `${subject}: ${text}` : text;
    if (!this.#stream.isTTY) {
      this.#plain(subject || text, line);
      return;
    }
    const at = subject ? this.#block.findIndex((other) => other.startsWith(`${subject}: `)) : -1;
    if (at >= 0) this.#block[at] = line;
    else this.#block.push(line);
    this.#draw();
  }

  end(): void {
    this.#drawn = 0;
  }

  #plain(subject: string, line: string): void {
    if (this.#said.get(subject) === line) return;
    this.#said.set(subject, line);
    this.#stream.write(`${line}\n`);
  }

  #draw(): void {
    const up = this.#drawn ? `\x1b[${this.#drawn}A` : '';
    const width = this.#stream.columns ?? 80;
    const body = this.#block.map((line) => `\x1b[2K\r${line.slice(0, width - 1)}\n`).join('');
    this.#stream.write(up + body);
    this.#drawn = this.#block.length;
  }

  #barLine({ id, text, done }: Bar): string {
    if (done <= 0 || (this.#stream.columns ?? 0) <= columnsForBar) return `${id}: ${text.padEnd(10)}`;
    const filled = Math.min(barWidth, Math.trunc(done * barWidth));
    return `${id}: ${text.padEnd(10)}[${'='.repeat(filled)}>${' '.repeat(barWidth - filled)}]`;
  }
}
