import { createHash, createHmac, randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of one guess (RFC 7914, N = 2^14, r = 8, p = 1): some 40 ms, and 16 MiB. */
const COST = { N: 2 ** 14, r: 8, p: 1 };
const HASH_BYTES = 32;

/** What is kept of a password: `scrypt$salt$hash`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64url')}$${(await derived(password, salt)).toString('base64url')}`;
}

function derived(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, COST, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

const processKey = randomBytes(32);
/** Passwords that were right: not every request of a push costs a derivation. */
const right = new Set<string>();
const REMEMBERED_MAX = 1000;

export async function isPassword(password: string, kept: string): Promise<boolean> {
  const proof = createHmac('sha256', processKey).update(`${kept}\0${password}`).digest('base64');
  if (right.has(proof)) return true;
  const [, salt = '', hash = ''] = kept.split('$');
  const wanted = Buffer.from(hash, 'base64url');
  const given = await derived(password, Buffer.from(salt, 'base64url'));
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return false;
  if (right.size >= REMEMBERED_MAX) right.clear();
  right.add(proof);
  return true;
}

/** A token nobody can guess, with the mark of who gives it out: `dckr_pat_…`. */
export function newToken(mark: string, length = 27): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return mark + Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}

/** What is kept of a token. It is long and random: a plain hash does. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Six digits, as mails have them. */
export function newCode(): string {
  return String(randomInt(100_000, 1_000_000));
}
