import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isDiskFull } from './disk-full.ts';
import { writeAtomic } from './write-atomic.ts';

/** Longest key that is a file name by itself; file systems allow 255 bytes. */
const LONGEST_NAME = 120;

/**
 * JSON documents, one file each, kept in memory and on disk at once. What `put` has returned from survives a kill.
 * Values are replaced, never changed in place.
 */
export class Records<T> {
  readonly #folder: string;
  readonly #keyOf: (value: T) => string;
  readonly #values = new Map<string, T>();
  /** What happened while the disk was full, and is not on it yet. */
  readonly #late = new Set<string>();

  constructor(folder: string, keyOf: (value: T) => string, log: (line: string) => void) {
    this.#folder = folder;
    this.#keyOf = keyOf;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      if (name.endsWith('.tmp')) rmSync(file, { force: true });
      if (!name.endsWith('.json')) continue;
      try {
        const value = JSON.parse(readFileSync(file, 'utf8')) as T;
        this.#values.set(keyOf(value), value);
      } catch (error) {
        // Not by a kill, then, but by a hand or a disk: the rest is still good.
        log(`${file}: ${(error as Error).message}; put aside`);
        renameSync(file, `${file}.broken`);
      }
    }
  }

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  values(): T[] {
    return [...this.#values.values()];
  }

  put(value: T): T {
    const key = this.#keyOf(value);
    writeAtomic(this.#file(key), JSON.stringify(value));
    this.#values.set(key, value);
    this.#late.delete(key);
    this.#catchUp();
    return value;
  }

  /**
   * Like `put`, of what has happened already and cannot be refused for want of room: a program that ended, a name that
   * is removed to make room. On a full disk it is kept in memory, and written as soon as there is room.
   */
  settle(value: T): T {
    const key = this.#keyOf(value);
    this.#values.set(key, value);
    this.#late.add(key);
    this.#catchUp();
    return value;
  }

  delete(key: string): boolean {
    if (!this.#values.has(key)) return false;
    rmSync(this.#file(key), { force: true });
    this.#late.delete(key);
    this.#catchUp();
    return this.#values.delete(key);
  }

  /** Writes what waits for room. */
  #catchUp(): void {
    for (const key of this.#late) {
      try {
        writeAtomic(this.#file(key), JSON.stringify(this.#values.get(key)));
      } catch (error) {
        if (isDiskFull(error)) return;
        throw error;
      }
      this.#late.delete(key);
    }
  }

  #file(key: string): string {
    const plain = /^[\w.-]+$/.test(key) && key.length <= LONGEST_NAME;
    return path.join(this.#folder, `${plain ? key : createHash('sha256').update(key).digest('hex')}.json`);
  }
}
