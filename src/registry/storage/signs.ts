import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { isAbsent } from './absent.ts';

/** A sign of another machine that was not renewed for this long was left by a process that is gone. */
const STALE_MS = 10 * 60_000;
/** A sign that stays up is renewed now and then, or it would look like one of those. */
const RENEW_MS = 60_000;

export type SignKind = 'passing' | 'waiting' | 'alone';

/**
 * Empty files by which processes that work on the same folder know of each other: `KIND@HOST@PID@ID@START`. The start is
 * there since another process may have that number by now; it is in the name since a full disk takes no text.
 */
export class Signs {
  readonly #folder: string;
  readonly #up = new Set<SignKind>();
  #renewing: NodeJS.Timeout | undefined;
  readonly #own = `${encodeURIComponent(hostname())}@${process.pid}@${randomUUID()}@${startOf(process.pid)}`;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Puts the sign up, until it is taken down. */
  putUp(kind: SignKind): void {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(this.#path(kind), '');
    this.#up.add(kind);
    this.#renewing ??= setInterval(() => this.#renew(), RENEW_MS).unref();
  }

  takeDown(kind: SignKind): void {
    if (this.#up.delete(kind)) rmSync(this.#path(kind), { force: true });
    if (this.#up.size > 0) return;
    clearInterval(this.#renewing);
    this.#renewing = undefined;
  }

  /** Whether another living process has put up such a sign. Those of the dead are taken away. */
  othersUp(kind: SignKind): boolean {
    return this.#list().some((name) => {
      if (!name.startsWith(`${kind}@`) || name === `${kind}@${this.#own}`) return false;
      const file = path.join(this.#folder, name);
      const renewed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
      if (renewed === undefined) return false;
      const [, host, pid, , start] = name.split('@');
      const state = host === encodeURIComponent(hostname()) ? stateOf(Number(pid), start) : 'unknown';
      if (state === 'lives' || (state === 'unknown' && Date.now() - renewed < STALE_MS)) return true;
      rmSync(file, { force: true });
      return false;
    });
  }

  #renew(): void {
    for (const kind of this.#up) {
      try {
        this.putUp(kind);
      } catch {
        // Nobody waits for this; the next time may be better.
      }
    }
  }

  #path(kind: SignKind): string {
    return path.join(this.#folder, `${kind}@${this.#own}`);
  }

  #list(): string[] {
    try {
      return readdirSync(this.#folder);
    } catch (error) {
      if (isAbsent(error)) return [];
      throw error;
    }
  }
}

/** Whether the process that put up a sign on this machine still runs. */
function stateOf(pid: number, start: string | undefined): 'lives' | 'gone' | 'unknown' {
  if (!isTaken(pid)) return 'gone';
  const now = startOf(pid);
  if (!now || !start) return 'unknown';
  return now === start ? 'lives' : 'gone';
}

function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** When a process started, as the system counts it; empty where it does not tell. */
function startOf(pid: number): string {
  try {
    // The program's name comes before, in parentheses, and may hold anything; the start is the 22nd field of all.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
    return fields[19] ?? '';
  } catch {
    return '';
  }
}
