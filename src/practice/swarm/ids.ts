import { randomBytes } from 'node:crypto';

/** Digits of an id of swarm mode: 128 random bits in base 36, as swarmkit writes them. */
const ID_LENGTH = 25;

export function newId(): string {
  return base36(16, ID_LENGTH);
}

/** `SWMTKN-1-…`: version, digest of the root certificate, secret. Practice has no certificate; the form is the same. */
export function newToken(): string {
  return `SWMTKN-1-${base36(32, 50)}-${base36(16, ID_LENGTH)}`;
}

function base36(bytes: number, length: number): string {
  const value = BigInt(`0x${randomBytes(bytes).toString('hex')}`);
  return value.toString(36).padStart(length, '0').slice(-length);
}
