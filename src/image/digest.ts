import { createHash, type Hash } from 'node:crypto';

/** The algorithms of the image specification that Node can compute, with the length of their hex form. */
const HEX_LENGTH = { sha256: 64, sha384: 96, sha512: 128 } as const;

export type DigestAlgorithm = keyof typeof HEX_LENGTH;

export interface Digest {
  readonly algorithm: DigestAlgorithm;
  /** Lower-case hex. */
  readonly hex: string;
  /** `sha256:…`, as written. */
  readonly text: string;
}

/** `sha256:<64 hex digits>` (or sha384, sha512), lower case, nothing around it; undefined for anything else. */
export function parseDigest(text: string): Digest | undefined {
  const match = /^(sha256|sha384|sha512):([0-9a-f]{64,128})$/.exec(text);
  if (!match) return undefined;
  const algorithm = match[1] as DigestAlgorithm;
  const hex = match[2]!;
  return hex.length === HEX_LENGTH[algorithm] ? { algorithm, hex, text } : undefined;
}

/** The digest of these bytes: `sha256:…`. */
export function digestOf(bytes: Uint8Array | string, algorithm: DigestAlgorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** A running hash for streams; `hash.digest('hex')` gives the part after the colon. */
export function hasherFor(algorithm: DigestAlgorithm): Hash {
  return createHash(algorithm);
}

/** The first 12 hex digits, as `docker image ls` shows an image id. */
export function shortDigest(text: string): string {
  return text.slice(text.indexOf(':') + 1).slice(0, 12);
}

/** One sentence that says what is wrong with the text, or undefined when it is a digest. */
export function digestProblem(text: string): string | undefined {
  if (parseDigest(text)) return undefined;
  const colon = text.indexOf(':');
  if (colon < 0) return 'a digest names its algorithm: write `sha256:` and 64 hex digits';
  const algorithm = text.slice(0, colon);
  const hex = text.slice(colon + 1);
  if (!Object.hasOwn(HEX_LENGTH, algorithm)) {
    return `\`${algorithm}\` is no digest algorithm known here: sha256, sha384 and sha512 are`;
  }
  if (/[A-F]/.test(hex)) return 'the hex digits of a digest are lower case';
  if (!/^[0-9a-f]*$/.test(hex)) return 'a digest has only the hex digits 0-9 and a-f after the colon';
  return `a ${algorithm} digest has ${HEX_LENGTH[algorithm as DigestAlgorithm]} hex digits, here are ${hex.length}`;
}
