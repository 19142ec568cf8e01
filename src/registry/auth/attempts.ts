import { setTimeout as wait } from 'node:timers/promises';

/** The first two failures are typing errors; from the third on each doubles the wait, up to this. */
const FREE = 2;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;
/** After this long without a failure, all is forgotten. */
const FORGOTTEN_MS = 5 * 60_000;
const ENTRIES_MAX = 10_000;

/** Makes failed logins slow to repeat, per name and address. */
export class Attempts {
  readonly #failures = new Map<string, { count: number; last: number }>();

  /** Checks a login, after the wait that its history asks for. */
  async guard(username: string, address: string, verify: () => Promise<boolean>): Promise<boolean> {
    const key = `${username}\0${address}`;
    const past = this.#past(key);
    if (past >= FREE) await wait(Math.min(FIRST_WAIT_MS * 2 ** (past - FREE), LONGEST_WAIT_MS));
    if (await verify()) {
      this.#failures.delete(key);
      return true;
    }
    if (this.#failures.size >= ENTRIES_MAX) this.#failures.clear();
    this.#failures.set(key, { count: past + 1, last: Date.now() });
    return false;
  }

  #past(key: string): number {
    const entry = this.#failures.get(key);
    return entry && Date.now() - entry.last < FORGOTTEN_MS ? entry.count : 0;
  }
}
