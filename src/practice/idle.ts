/** Ends the engine after a time in which nobody asked anything. A pause of length 0 means never. */
export class IdleTimer {
  readonly #ms: number;
  readonly #end: () => void;
  #busy = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number, end: () => void) {
    this.#ms = ms;
    this.#end = end;
    this.touch();
  }

  /** A request began (1) or ended (-1). While one is open the engine is not idle. */
  busy(change: 1 | -1): void {
    this.#busy += change;
    this.touch();
  }

  /** Something happened: the waiting starts anew. */
  touch(): void {
    clearTimeout(this.#timer);
    if (this.#ms <= 0 || this.#busy > 0) return;
    this.#timer = setTimeout(this.#end, this.#ms);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
