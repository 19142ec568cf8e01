import bcrypt from 'bcryptjs';
import { createHmac, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Passwords } from './passwords.ts';

/** Version, cost (4 to 31), and salt with hash. */
const BCRYPT = /^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;

/** How many successful logins are remembered, so that not every request of a push costs a bcrypt. */
const REMEMBERED_MAX = 1000;

/**
 * Users of an htpasswd file, which is read again when it changes. As in Docker's registry only bcrypt entries count
 * (`htpasswd -B`); others are ignored.
 */
export class HtpasswdFile implements Passwords {
  readonly #file: string;
  #users = new Map<string, string>();
  #hashes: readonly string[] = [];
  #seen = '';
  readonly #secret = randomBytes(32);
  readonly #successes = new Set<string>();

  constructor(file: string) {
    this.#file = file;
  }

  async verify(username: string, password: string): Promise<boolean> {
    await this.#refresh();
    const hash = this.#users.get(username);
    const proof = this.#hmac(`${username}\0${password}\0${hash}`).toString('base64');
    if (this.#successes.has(proof)) return true;
    const compared = hash ?? this.#standIn(username);
    const matches =
      compared !== undefined && (await bcrypt.compare(password, compared)) && hash !== undefined;
    if (matches) {
      if (this.#successes.size >= REMEMBERED_MAX) this.#successes.clear();
      this.#successes.add(proof);
    }
    return matches;
  }

  /**
   * The hash of somebody, always the same one for a name. So an unknown name takes as long as one of the users, also
   * where their hashes do not all cost the same.
   */
  #standIn(username: string): string | undefined {
    return this.#hashes[this.#hmac(username).readUInt32BE() % this.#hashes.length];
  }

  #hmac(text: string): Buffer {
    return createHmac('sha256', this.#secret).update(text).digest();
  }

  async #refresh(): Promise<void> {
    const { mtimeMs, size, ino } = await stat(this.#file);
    const seen = `${ino}:${mtimeMs}:${size}`;
    if (seen === this.#seen) return;
    this.#users = parseHtpasswd(await readFile(this.#file, 'utf8'));
    this.#hashes = [...this.#users.values()];
    this.#seen = seen;
    this.#successes.clear();
  }
}

/** Name to bcrypt hash; comments, blank lines and entries of other kinds are left out. */
export function parseHtpasswd(text: string): Map<string, string> {
  const users = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const hash = line.slice(colon + 1).trim();
    if (colon > 0 && !line.startsWith('#') && BCRYPT.test(hash)) {
      users.set(line.slice(0, colon).trim(), hash);
    }
  }
  return users;
}
