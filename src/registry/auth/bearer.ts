import { isRepositoryName } from '../../image/repository-name.ts';
import { failure, type Failure } from '../failure.ts';
import type { Exchange } from '../server/exchange.ts';
import type { Access } from './auth.ts';
import { quoted } from './quoted.ts';
import { formatScope, refusedDetail } from './scope.ts';

/** The token that a request brings (RFC 6750, 2.1). */
export function bearerToken(exchange: Exchange): string | undefined {
  return /^bearer +([\w.-]+) *$/i.exec(exchange.header('authorization') ?? '')?.[1];
}

export function granted(access: readonly Access[], wanted: Access): boolean {
  const held = access.filter(({ type, name }) => type === wanted.type && name === wanted.name);
  return wanted.actions.every((action) =>
    held.some(({ actions }) => actions.includes(action) || actions.includes('*')),
  );
}

/** RFC 6750, 3: where to get a token, and for what; with one that opens other doors, "insufficient_scope". */
export function bearerChallenge(
  exchange: Exchange,
  { realm, service }: { realm: string; service: string },
  wanted: readonly Access[],
  hasToken: boolean,
): Failure {
  const sent = exchange.header('authorization') !== undefined;
  const error = !sent ? undefined : hasToken ? 'insufficient_scope' : 'invalid_token';
  const scopes = [...wanted, ...mountSource(exchange)].map(formatScope);
  const scope = scopes.length > 0 ? scopes.join(' ') : undefined;
  const written = Object.entries({ realm, service, scope, error }).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}=${quoted(value)}`,
  );
  return failure('UNAUTHORIZED', {
    detail: refusedDetail(wanted),
    headers: { 'WWW-Authenticate': `Bearer ${written.join(',')}` },
  });
}

/** Who mounts a blob gets a token for its source at once, too; one without it would only turn the mount into an upload. */
function mountSource({ route, query }: Exchange): Access[] {
  const from = route?.endpoint === 'uploads' ? query.get('from') : null;
  return from !== null && isRepositoryName(from)
    ? [{ type: 'repository', name: from, actions: ['pull'] }]
    : [];
}
