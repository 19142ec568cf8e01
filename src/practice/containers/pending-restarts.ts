/** Containers that start again after a pause. Nobody's exit waits for them. */
export class PendingRestarts {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** Calls `start` after `delay` milliseconds, unless that is cancelled. */
  later(id: string, delay: number, start: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      start();
    }, delay);
    timer.unref();
    this.#timers.set(id, timer);
  }

  /** Whether one was pending. */
  cancel(id: string): boolean {
    clearTimeout(this.#timers.get(id));
    return this.#timers.delete(id);
  }

  cancelAll(): void {
    for (const id of [...this.#timers.keys()]) this.cancel(id);
  }
}
