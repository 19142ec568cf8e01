import { EventEmitter, once } from 'node:events';

export type WaitCondition = 'not-running' | 'next-exit' | 'removed';

/** Tells whoever waits that a container ended, or is gone. */
export class Endings {
  readonly #told = new EventEmitter().setMaxListeners(0);

  ended(id: string, exitCode: number): void {
    this.#told.emit(`exit ${id}`, exitCode);
  }

  removed(id: string, exitCode: number): void {
    this.#told.emit(`removed ${id}`, exitCode);
  }

  /** Resolves when the container ends the next time. */
  async end(id: string): Promise<void> {
    await once(this.#told, `exit ${id}`);
  }

  /** Resolves with the exit code once the container ended, or was removed; rejects when the signal aborts. */
  async wait(id: string, condition: WaitCondition, signal: AbortSignal): Promise<number> {
    const name = condition === 'removed' ? `removed ${id}` : `exit ${id}`;
    let exitCode: number | undefined;
    this.#told.once(`exit ${id}`, (code: number) => (exitCode = code));
    const [code] = (await once(this.#told, name, { signal })) as [number];
    return exitCode ?? code;
  }

  /** Calls back once when the container ends or is gone. Returns a function that ends the listening. */
  onceEnded(id: string, listener: () => void): () => void {
    this.#told.once(`exit ${id}`, listener);
    this.#told.once(`removed ${id}`, listener);
    return () => {
      this.#told.off(`exit ${id}`, listener);
      this.#told.off(`removed ${id}`, listener);
    };
  }
}
