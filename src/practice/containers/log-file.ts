import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { isDiskFull } from '../store/disk-full.ts';

export type StreamName = 'stdout' | 'stderr';

/** One line of a container's log, with its line feed unless the program ended without. */
export interface LogEntry {
  readonly log: string;
  readonly stream: StreamName;
  /** RFC 3339 with nanoseconds. */
  readonly time: string;
}

/** The log of one container: Docker's json-file format on disk, and listeners that hear each line as it is written. */
export class LogFile {
  readonly #file: string;
  readonly #listeners = new Set<(entry: LogEntry) => void>();
  #last = 0n;
  /** The last line may have only its beginning on disk. */
  #torn = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** Adds text, split into lines. */
  append(stream: StreamName, text: string): void {
    const entries = text
      .split(/(?<=\n)/)
      .filter((line) => line !== '')
      .map((log): LogEntry => ({ log, stream, time: this.#now() }));
    if (entries.length === 0) return;
    this.#write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    for (const entry of entries) for (const listener of [...this.#listeners]) listener(entry);
  }

  #write(lines: string): void {
    try {
      appendFileSync(this.#file, this.#torn ? `\n${lines}` : lines, { mode: 0o600 });
      this.#torn = false;
    } catch (error) {
      // A request may end after its container was removed, and a disk may be full: the log has a gap then, the engine goes on.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && !isDiskFull(error)) throw error;
      this.#torn = true;
    }
  }

  read(): LogEntry[] {
    if (!existsSync(this.#file)) return [];
    return readFileSync(this.#file, 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return line === '' ? [] : [JSON.parse(line) as LogEntry];
        } catch {
          // The half of a line that a kill left.
          return [];
        }
      });
  }

  /** Returns a function that ends the listening. */
  listen(listener: (entry: LogEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Each line gets a later time than the one before, so that `--since` can tell them apart. */
  #now(): string {
    const now = BigInt(Date.now()) * 1_000_000n;
    this.#last = now > this.#last ? now : this.#last + 1n;
    const seconds = new Date(Number(this.#last / 1_000_000n)).toISOString().slice(0, 19);
    return `${seconds}.${String(this.#last % 1_000_000_000n).padStart(9, '0')}Z`;
  }
}
