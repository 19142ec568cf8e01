import { setTimeout as wait } from 'node:timers/promises';
import { Signs } from './signs.ts';

/** How often somebody in another process is asked whether they are done. */
const POLL_MS = 10;

/**
 * Many may pass at once, or one alone. Whoever links content (a manifest, a finished upload, a mount) passes; garbage
 * collection wants to be alone, so that nothing is linked between its looking and its deleting.
 *
 * It holds between processes too, by signs in a folder: each process in which somebody passes puts one up,
 * and who wants to be alone puts one up and waits until the others are down. Each side first puts up its own and then
 * looks for the other's, so that at least one of two who come at once sees the other.
 */
export class Gate {
  readonly #signs: Signs;
  readonly #inside = new Set<Promise<unknown>>();
  #closed: Promise<unknown> | undefined;

  constructor(folder: string) {
    this.#signs = new Signs(folder);
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    try {
      while (this.#closed || !this.#enter()) {
        if (!this.#closed) this.#signs.putUp('waiting');
        await (this.#closed ?? wait(POLL_MS));
      }
    } finally {
      this.#signs.takeDown('waiting');
    }
    const working = work();
    this.#inside.add(working);
    try {
      return await working;
    } finally {
      this.#inside.delete(working);
      if (this.#inside.size === 0) this.#signs.takeDown('passing');
    }
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#closed) await this.#closed;
    const working = Promise.allSettled(this.#inside)
      .then(() => this.#keepOthersOut())
      .then(work);
    const opened = working
      .catch(() => undefined)
      .then(() => {
        this.#signs.takeDown('alone');
        this.#closed = undefined;
      });
    this.#closed = opened;
    return working;
  }

  #enter(): boolean {
    if (this.#signs.othersUp('alone')) return false;
    this.#signs.putUp('passing');
    let enters = this.#inside.size > 0;
    try {
      enters ||= !this.#signs.othersUp('alone');
    } finally {
      // Also where nobody can look: a sign of a living process would keep those out who want to be alone.
      if (!enters) this.#signs.takeDown('passing');
    }
    return enters;
  }

  async #keepOthersOut(): Promise<void> {
    // Who was kept out goes first, or somebody who wants to be alone again and again would stop them for good.
    while (this.#signs.othersUp('waiting')) await wait(POLL_MS);
    for (this.#signs.putUp('alone'); this.#signs.othersUp('alone'); this.#signs.putUp('alone')) {
      // Two who want to be alone both step back, for different times.
      this.#signs.takeDown('alone');
      await wait(POLL_MS * (1 + 9 * Math.random()));
    }
    while (this.#signs.othersUp('passing')) await wait(POLL_MS);
  }
}
