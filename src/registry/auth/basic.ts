import { failure, type Failure } from '../failure.ts';
import { Attempts, TOO_MANY_GUESSES } from './attempts.ts';
import type { Access, Auth } from './auth.ts';
import { parseBasic } from './basic-header.ts';
import { HtpasswdFile } from './htpasswd-file.ts';
import type { Passwords } from './passwords.ts';
import { quoted } from './quoted.ts';
import { refusedDetail } from './scope.ts';

export interface BasicAuthOptions {
  readonly realm: string;
  readonly passwords: Passwords;
}

/** HTTP Basic (RFC 7617): who has a password may do everything. */
export function basicAuth({ realm, passwords }: BasicAuthOptions): Auth {
  const attempts = new Attempts();
  return {
    async check(exchange, wanted) {
      const credentials = parseBasic(exchange.header('authorization'));
      if (!credentials) return refusal(realm, wanted);
      const { username, password } = credentials;
      const address = exchange.request.socket?.remoteAddress ?? '';
      const verify = () => passwords.verify(username, password);
      const known = await attempts.guard({ username, password, address }, verify);
      if (known === 'later') return TOO_MANY_GUESSES;
      return known ? { user: username } : refusal(realm, wanted);
    },
    // Everybody who may do anything may pull from everywhere, and this is asked only of those.
    allows: async () => true,
  };
}

/** Basic with the users of an htpasswd file, as `REGISTRY_AUTH=htpasswd` gives. */
export function htpasswdAuth(file: string, realm: string): Auth {
  return basicAuth({ realm, passwords: new HtpasswdFile(file) });
}

function refusal(realm: string, wanted: readonly Access[]): Failure {
  return failure('UNAUTHORIZED', {
    detail: refusedDetail(wanted),
    headers: { 'WWW-Authenticate': `Basic realm=${quoted(realm)}` },
  });
}
