import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { isAbsent } from './absent.ts';

/** A sign that was not renewed for this long was left by a process that is gone, wherever that ran. */
const STALE_MS = 10 * 60_000;

export type SignKind = 'passing' | 'waiting' | 'alone';

/** Small files by which processes that work on the same folder know of each other: `KIND@HOST@PID@ID`. */
export class Signs {
  readonly #folder: string;
  readonly #up = new Set<SignKind>();
  readonly #own = `${encodeURIComponent(hostname())}@${process.pid}@${randomUUID()}`;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Puts the sign up, or renews it. */
  putUp(kind: SignKind): void {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(this.#path(kind), '');
    this.#up.add(kind);
  }

  /** Renews the sign if it is up. */
  renew(kind: SignKind): void {
    if (this.#up.has(kind)) this.putUp(kind);
  }

  takeDown(kind: SignKind): void {
    if (this.#up.delete(kind)) rmSync(this.#path(kind), { force: true });
  }

  /** Whether another living process has put up such a sign. Those of the dead are taken away. */
  othersUp(kind: SignKind): boolean {
    return this.#list().some((name) => {
      if (!name.startsWith(`${kind}@`) || name === `${kind}@${this.#own}`) return false;
      const file = path.join(this.#folder, name);
      const renewed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
      if (renewed === undefined) return false;
      const [, host, pid] = name.split('@');
      const here = host === encodeURIComponent(hostname());
      if (Date.now() - renewed < STALE_MS && !(here && !isAlive(Number(pid)))) return true;
      rmSync(file, { force: true });
      return false;
    });
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
