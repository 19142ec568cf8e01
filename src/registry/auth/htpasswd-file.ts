import bcrypt from 'bcryptjs';
import { createHmac, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Passwords } from './passwords.ts';

/** A hash of nothing anybody knows: unknown users cost as much time as known ones. */
const NOBODY = '$2b$10$0GMpO8AwL7.QOHOCDhHSB.KBZcoEeu3nBIxc3agDuSSwC6sFUnH9a';

/** How many successful logins are remembered, so that not every request of a push costs a bcrypt. */
const REMEMBERED_MAX = 1000;

/**
 * Users of an htpasswd file, which is read again when it changes. As in Docker's registry only bcrypt entries count
 * (`htpasswd -B`); others are ignored.
 */
export class HtpasswdFile implements Passwords {
  readonly #file: string;
  #users = new Map<string, string>();
  #seen = '';
  readonly #secret = randomBytes(32);
  readonly #successes = new Set<string>();

  constructor(file: string) {
    this.#file = file;
  }

  async verify(username: string, password: string): Promise<boolean> {
    await this.#refresh();
    const hash = this.#users.get(username);
    const proof = createHmac('sha256', this.#secret)
      .update(`${username}\0${password}\0${hash}`)
      .digest('base64');
    if (this.#successes.has(proof)) return true;
    const matches = (await bcrypt.compare(password, hash ?? NOBODY)) && hash !== undefined;
    if (matches) {
      if (this.#successes.size >= REMEMBERED_MAX) this.#successes.clear();
      this.#successes.add(proof);
    }
    return matches;
  }

  async #refresh(): Promise<void> {
    const { mtimeMs, size, ino } = await stat(this.#file);
    const seen = `${ino}:${mtimeMs}:${size}`;
    if (seen === this.#seen) return;
    this.#users = parseHtpasswd(await readFile(this.#file, 'utf8'));
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
    if (colon > 0 && !line.startsWith('#') && /^\$2[abxy]\$\d\d\$.{53}$/.test(hash)) {
      users.set(line.slice(0, colon).trim(), hash);
    }
  }
  return users;
}
