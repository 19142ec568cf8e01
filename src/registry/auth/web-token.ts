import { constants, verify, type KeyObject } from 'node:crypto';
import { isObject, type JsonObject } from '../../image/json-shape.ts';
import type { Access } from './auth.ts';
import type { TrustedKeys } from './trusted-keys.ts';

export interface WebTokenRules {
  readonly issuer: string;
  /** Who the token has to be for. */
  readonly service: string;
  readonly keys: TrustedKeys;
}

export interface WebClaims {
  readonly sub: string;
  readonly access: readonly Access[];
}

/** Clocks differ: a token counts this long before its time and after it, as in Docker's registry. */
const LEEWAY_S = 60;
const TOKEN_LENGTH_MAX = 64 * 1024;

/** The algorithms that Docker's registry takes (RFC 7518, 3.1); those with a shared secret are not among them. */
const ALGORITHM = /^(RS|PS|ES)(256|384|512)$/;

/** What a token of another issuer says (RFC 7519), when it is for us, in its time, and signed with a key that is trusted. */
export function readWebToken(token: string, { issuer, service, keys }: WebTokenRules): WebClaims | undefined {
  const [head, body, signature, ...more] = token.split('.');
  if (token.length > TOKEN_LENGTH_MAX || !head || !body || !signature || more.length > 0) return undefined;
  const [header, claims] = [decode(head), decode(body)];
  if (!header || !claims) return undefined;
  const key = keys.find(header);
  const signed = Buffer.from(signature, 'base64url');
  if (!key || !isSigned(header.alg, key, Buffer.from(`${head}.${body}`), signed)) return undefined;
  const audiences = [claims.aud].flat();
  const now = Date.now() / 1000;
  const { exp, sub } = claims;
  const nbf = claims.nbf ?? 0;
  const inTime = isNumber(exp) && now <= exp + LEEWAY_S && isNumber(nbf) && now >= nbf - LEEWAY_S;
  if (claims.iss !== issuer || !audiences.includes(service) || !inTime) return undefined;
  return { sub: isText(sub) ? sub : '', access: [claims.access ?? []].flat().flatMap(accessOf) };
}

function isSigned(alg: unknown, key: KeyObject, bytes: Buffer, signature: Buffer): boolean {
  const [, family, bits] = (isText(alg) && ALGORITHM.exec(alg)) || [];
  const type = family === 'ES' ? 'ec' : 'rsa';
  if (!family || key.asymmetricKeyType !== type) return false;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const form = family === 'ES' ? { dsaEncoding: 'ieee-p1363' as const } : family === 'PS' ? pss : {};
  return verify(`sha${bits}`, bytes, { key, ...form }, signature);
}

function accessOf(entry: unknown): Access[] {
  if (!isObject(entry) || !isText(entry.name) || !Array.isArray(entry.actions)) return [];
  const { type, name } = entry;
  if (type !== 'repository' && type !== 'registry') return [];
  return [{ type, name, actions: entry.actions.filter(isText) }];
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';

function decode(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
