import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Access } from './auth.ts';

export interface TokenClaims {
  readonly sub: string;
  readonly aud: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly access: readonly Access[];
  /** A refresh token buys other tokens and opens nothing itself. */
  readonly use: 'access' | 'refresh';
}

/** Signs and reads tokens: JSON web tokens (RFC 7519) with HMAC-SHA-256 and a key that never leaves the process. */
export class TokenSigner {
  readonly #key = randomBytes(32);

  sign(claims: Omit<TokenClaims, 'jti'>): string {
    const head = encode({ typ: 'JWT', alg: 'HS256' });
    const body = encode({ ...claims, jti: randomUUID() });
    return `${head}.${body}.${this.#signature(`${head}.${body}`).toString('base64url')}`;
  }

  /** The claims of a token that is ours and has not expired. */
  read(token: string, audience: string, use: TokenClaims['use']): TokenClaims | undefined {
    const parts = token.split('.');
    if (parts.length !== 3 || token.length > 16_384) return undefined;
    const given = Buffer.from(parts[2]!, 'base64url');
    const right = this.#signature(`${parts[0]}.${parts[1]}`);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    const claims = JSON.parse(Buffer.from(parts[1]!, 'base64url').toString('utf8')) as TokenClaims;
    return claims.aud === audience && claims.use === use && claims.exp > Date.now() / 1000
      ? claims
      : undefined;
  }

  #signature(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
