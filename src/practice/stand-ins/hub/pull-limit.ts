import type { IncomingMessage, ServerResponse } from 'node:http';

/** Docker Hub counts pulls over six hours. The numbers are of no importance in practice: nobody is refused. */
const WINDOW_S = 6 * 60 * 60;
const ANONYMOUS = 100;
const KNOWN = 200;

/** Tells in headers how many pulls are left, as Docker Hub does; a pull is a GET of a manifest, a HEAD is none. */
export class PullLimit {
  readonly #pulls = new Map<string, { count: number; until: number }>();

  count({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
    const repository = /^\/v2\/(.+)\/manifests\//.exec(url ?? '')?.[1];
    if (repository === undefined || (method !== 'GET' && method !== 'HEAD')) return;
    const who = subjectOf(headers.authorization, repository);
    if (who === undefined) return;
    const limit = who === '' ? ANONYMOUS : KNOWN;
    let past = this.#pulls.get(who);
    if (!past || past.until < Date.now()) past = { count: 0, until: Date.now() + WINDOW_S * 1000 };
    if (method === 'GET') past.count += 1;
    this.#pulls.set(who, past);
    response.setHeader('ratelimit-limit', `${limit};w=${WINDOW_S}`);
    response.setHeader('ratelimit-remaining', `${Math.max(0, limit - past.count)};w=${WINDOW_S}`);
    response.setHeader('docker-ratelimit-source', who || '127.0.0.1');
  }
}

/** Who a bearer token is for, when it is good for the repository: a refusal tells no limit. Nothing is allowed by it: the registry reads the token again, with its signature. */
function subjectOf(authorization: string | undefined, repository: string): string | undefined {
  const payload = /^bearer +[\w-]+\.([\w-]+)\./i.exec(authorization ?? '')?.[1];
  if (payload === undefined) return undefined;
  try {
    const { sub, access } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
      sub?: unknown;
      access?: readonly { name?: unknown }[];
    };
    if (!access?.some(({ name }) => name === repository)) return undefined;
    return typeof sub === 'string' && /^[a-z0-9]{1,30}$/.test(sub) ? sub : '';
  } catch {
    return undefined;
  }
}
