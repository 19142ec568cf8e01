import type { Exchange } from '../server/exchange.ts';
import type { Auth } from './auth.ts';
import { bearerChallenge, bearerToken, granted } from './bearer.ts';
import { readWebToken, type WebTokenRules } from './web-token.ts';

export interface ForeignTokenOptions extends WebTokenRules {
  /** The URL where clients get tokens. */
  readonly realm: string;
}

/** Bearer tokens that somebody else issues, as `REGISTRY_AUTH=token` has them: what they allow is what may be done. */
export function foreignTokenAuth(options: ForeignTokenOptions): Auth {
  const claimsOf = (exchange: Exchange) => {
    const token = bearerToken(exchange);
    return token === undefined ? undefined : readWebToken(token, options);
  };
  return {
    async check(exchange, wanted) {
      const claims = claimsOf(exchange);
      if (!claims || !wanted.every((access) => granted(claims.access, access))) {
        return bearerChallenge(exchange, options, wanted, claims !== undefined);
      }
      return { user: claims.sub === '' ? undefined : claims.sub };
    },
    async allows(exchange, wanted) {
      const claims = claimsOf(exchange);
      return claims !== undefined && granted(claims.access, wanted);
    },
  };
}
