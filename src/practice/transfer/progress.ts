/** A line about one layer at most this often, in milliseconds; the first and the last always come. */
const EVERY_MS = 100;
const BAR = 50;

/** Where the lines of a push or pull go. */
export interface ProgressStream {
  send(line: unknown): void;
}

/** Tells about one layer, in the words of the engine's progress streams. */
export class LayerProgress {
  readonly #stream: ProgressStream;
  readonly #id: string;
  #told = 0;

  constructor(stream: ProgressStream, id: string) {
    this.#stream = stream;
    this.#id = id;
  }

  say(status: string): void {
    this.#stream.send({ status, progressDetail: {}, id: this.#id });
  }

  /** `current` of `total` bytes are done. */
  amount(status: string, current: number, total: number): void {
    const now = Date.now();
    if (current < total && now - this.#told < EVERY_MS) return;
    this.#told = now;
    this.#stream.send({
      status,
      progressDetail: { current, total },
      progress: bar(current, total),
      id: this.#id,
    });
  }
}

function bar(current: number, total: number): string {
  const done = total === 0 ? BAR : Math.min(BAR, Math.floor((current / total) * BAR));
  const amount = bytes(current).padStart(8);
  return `[${'='.repeat(done)}>${' '.repeat(BAR - done)}] ${current > total ? amount : `${amount}/${bytes(total)}`}`;
}

/** Four digits that count, in steps of 1000: `2.048kB`. */
function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(4))}${units[unit]}`;
}
