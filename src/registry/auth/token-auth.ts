import type { Exchange } from '../server/exchange.ts';
import type { Auth } from './auth.ts';
import { bearerChallenge, bearerToken, granted } from './bearer.ts';
import { TokenEndpoint, type TokenIssuerOptions } from './token-endpoint.ts';
import { TokenSigner, type TokenClaims } from './token.ts';

export interface TokenAuthOptions extends TokenIssuerOptions {
  /** Where clients get tokens; when not written (or undefined is returned), `path` of this very registry, under the name the client used. */
  readonly realm?: string | ((exchange: Exchange) => string | undefined);
  /** Where this registry gives tokens itself; `/token` when not written. */
  readonly path?: string;
}

const TOKEN_PATH = '/token';

/** Bearer tokens, as Docker Hub and most hosted registries have them, with an issuer of our own. */
export function tokenAuth(options: TokenAuthOptions): Auth {
  const signer = new TokenSigner();
  const endpoint = new TokenEndpoint(options, signer);
  const claimsOf = (exchange: Exchange): TokenClaims | undefined => {
    const token = bearerToken(exchange);
    return token === undefined ? undefined : signer.read(token, options.service, 'access');
  };
  return {
    async check(exchange, wanted) {
      const claims = claimsOf(exchange);
      if (claims && wanted.every((access) => granted(claims.access, access))) {
        return { user: claims.sub === '' ? undefined : claims.sub };
      }
      const { service, path = TOKEN_PATH } = options;
      const realm = typeof options.realm === 'function' ? options.realm(exchange) : options.realm;
      const where = { realm: realm ?? exchange.absolute(path), service };
      return bearerChallenge(exchange, where, wanted, claims !== undefined);
    },
    async allows(exchange, wanted) {
      const claims = claimsOf(exchange);
      return claims !== undefined && granted(claims.access, wanted);
    },
    serve: async (exchange) =>
      exchange.path === (options.path ?? TOKEN_PATH) ? endpoint.serve(exchange) : undefined,
  };
}
