import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { failure } from '../failure.ts';

/** The first two failures are typing errors; from the third on each doubles the pause before the next, up to this. */
const FREE = 2;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;
/** After this long without a guess, all is forgotten. */
const FORGOTTEN_MS = 5 * 60_000;
const ENTRIES_MAX = 10_000;

export interface Guess {
  readonly username: string;
  readonly password: string;
  readonly address: string;
}

/** Whether a login is right; `later` when it was not looked at, since too many guesses wait before it. */
export type Verdict = boolean | 'later';

/** What who hears `later` is told. */
export const TOO_MANY_GUESSES = failure('TOOMANYREQUESTS', {
  message: 'too many failed logins',
  headers: { 'Retry-After': String(LONGEST_PAUSE_MS / 1000) },
});

/** What is remembered of a name and an address. */
interface History {
  /** Failures in a row, and guesses that are not decided yet. */
  count: number;
  /** When the last guess was, or will be, looked at. */
  begins: number;
  /** The password that was right. */
  right: string | undefined;
  /** What is being looked at, by password: several connections of one client share it. */
  readonly running: Map<string, Promise<Verdict>>;
}

/** Makes failed logins slow to repeat, per name and address, whether they come one after the other or all at once. */
export class Attempts {
  /** The one that was quiet for the longest time comes first. */
  readonly #histories = new Map<string, History>();
  readonly #secret = randomBytes(32);

  /** How many names and addresses are remembered. */
  get size(): number {
    return this.#histories.size;
  }

  /** Checks a login after the pause that its history asks for. What was right before needs none. */
  guard({ username, password, address }: Guess, verify: () => Promise<boolean>): Promise<Verdict> {
    const history = this.#historyOf(this.#hash(`${address}\0${username}`));
    const hashed = this.#hash(password);
    let running = history.running.get(hashed);
    if (!running) {
      running = judge(history, hashed, verify).finally(() => history.running.delete(hashed));
      history.running.set(hashed, running);
    }
    return running;
  }

  #historyOf(key: string): History {
    const history = this.#histories.get(key) ?? {
      count: 0,
      begins: Number.NEGATIVE_INFINITY,
      right: undefined,
      running: new Map(),
    };
    this.#histories.delete(key);
    this.#histories.set(key, history);
    const [oldest] = this.#histories.keys();
    if (this.#histories.size > ENTRIES_MAX) this.#histories.delete(oldest!);
    return history;
  }

  /** Names and passwords are as long as a client likes, and passwords are nothing to keep. */
  #hash(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64');
  }
}

async function judge(history: History, password: string, verify: () => Promise<boolean>): Promise<Verdict> {
  if (history.right === password) {
    if (await verify()) return true;
    history.right = undefined;
  }
  const now = performance.now();
  if (now - history.begins > FORGOTTEN_MS) history.count = 0;
  const begins = Math.max(now, history.begins + pauseAfter(history.count));
  if (begins - now > LONGEST_PAUSE_MS) return 'later';
  // Counted before it is looked at: what comes meanwhile has to wait behind it.
  history.count += 1;
  history.begins = begins;
  if (begins > now) await wait(begins - now);
  try {
    if (!(await verify())) return false;
  } catch (error) {
    history.count -= 1;
    throw error;
  }
  history.count = 0;
  history.right = password;
  return true;
}

function pauseAfter(failures: number): number {
  return failures < FREE ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (failures - FREE), LONGEST_PAUSE_MS);
}
