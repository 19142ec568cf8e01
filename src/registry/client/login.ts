import type { Access } from '../auth/auth.ts';
import { granted } from '../auth/bearer.ts';
import { formatScope, parseScope } from '../auth/scope.ts';
import { parseChallenges, type Challenge } from './challenge.ts';
import { readText, send, type Connection } from './http.ts';
import { errorFrom, RegistryError } from './registry-error.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A token that says nothing about its life lives this long (token specification of Docker's registry). */
const DEFAULT_LIFETIME_S = 60;
/** A token about to expire is not used for a request that takes a while. */
const MARGIN_S = 10;

/** What may stand in a header, after `Bearer` (RFC 9110, 5.5). */
const VISIBLE = /^[\x21-\x7e]+$/;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Answers the challenges of one registry, and remembers the answers: basic, or one token per set of scopes. */
export class Login {
  readonly #credentials: Credentials | undefined;
  readonly #connection: Connection;
  readonly #encrypted: boolean;
  readonly #tokens = new Map<string, { header: string; until: number }>();
  /** Scopes that the registry asked for beyond those that we know of, by the latter. */
  readonly #beyond = new Map<string, readonly string[]>();
  #challenge: Challenge | undefined;

  /** `encrypted`: whether the registry is, so that its password must be too. */
  constructor(credentials: Credentials | undefined, connection: Connection, encrypted: boolean) {
    this.#credentials = credentials;
    this.#connection = connection;
    this.#encrypted = encrypted;
  }

  /** The `Authorization` to begin with: none until the registry has asked for one. */
  async header(wanted: readonly Access[], signal?: AbortSignal): Promise<string | undefined> {
    if (!this.#challenge) return undefined;
    if (this.#challenge.scheme === 'basic') return this.#basic();
    return this.#bearer(this.#challenge, wanted, signal);
  }

  /** Learns from a 401; false when there is no way to answer it, or none but what was `refused`. */
  learn(header: string | undefined, wanted: readonly Access[], refused: string | undefined): boolean {
    const challenges = parseChallenges(header);
    const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.realm);
    const basic = challenges.find(({ scheme }) => scheme === 'basic');
    this.#challenge = bearer ?? (this.#credentials ? basic : undefined);
    this.#tokens.clear();
    if (this.#challenge?.scheme === 'basic') return refused !== this.#basic();
    this.#beyond.set(keyOf(wanted), scopesBeyond(wanted, bearer?.parameters.scope));
    return bearer !== undefined;
  }

  #basic(): string | undefined {
    if (!this.#credentials) return undefined;
    const { username, password } = this.#credentials;
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }

  async #bearer({ parameters }: Challenge, wanted: readonly Access[], signal?: AbortSignal): Promise<string> {
    const scopes = [...wanted.map(formatScope), ...(this.#beyond.get(keyOf(wanted)) ?? [])];
    const key = scopes.join(' ');
    const known = this.#tokens.get(key);
    if (known && known.until > Date.now()) return known.header;
    const url = this.#realm(parameters.realm!);
    if (parameters.service) url.searchParams.set('service', parameters.service);
    for (const scope of scopes) url.searchParams.append('scope', scope);
    if (this.#credentials) url.searchParams.set('account', this.#credentials.username);
    const basic = this.#basic();
    const answer = await send({
      method: 'GET',
      url,
      headers: basic === undefined ? {} : { Authorization: basic },
      signal,
      ...this.#connection,
    });
    const text = await readText(answer);
    if (answer.status !== 200) throw errorFrom('GET', url.pathname, answer.status, text);
    const { header, seconds } = parseToken(text);
    this.#tokens.set(key, { header, until: Date.now() + (seconds - MARGIN_S) * 1000 });
    return header;
  }

  /** Where tokens are. A registry may name another host, but not one that everybody on the way could listen to. */
  #realm(realm: string): URL {
    if (!URL.canParse(realm))
      throw new RegistryError(`the registry gives tokens at \`${realm}\`, which is no URL`, { status: 401 });
    const url = new URL(realm);
    const open = url.protocol === 'http:' && !LOOPBACK.test(url.hostname);
    if (!open || !this.#encrypted || !this.#credentials) return url;
    throw new RegistryError(`the registry wants its password at ${url.origin}, which is not encrypted`, {
      status: 401,
    });
  }
}

function keyOf(wanted: readonly Access[]): string {
  return wanted.map(formatScope).join(' ');
}

/** RFC 6750, 3: what the registry says that the request needs. Some have actions of their own, as `metadata_read`. */
function scopesBeyond(wanted: readonly Access[], asked = ''): string[] {
  return asked.split(' ').filter((scope) => {
    const access = parseScope(scope);
    return scope !== '' && !(access && granted(wanted, access));
  });
}

function parseToken(text: string): { header: string; seconds: number } {
  try {
    const answer = JSON.parse(text) as { token?: string; access_token?: string; expires_in?: number };
    const token = answer.token || answer.access_token;
    if (typeof token === 'string' && VISIBLE.test(token))
      return { header: `Bearer ${token}`, seconds: answer.expires_in ?? DEFAULT_LIFETIME_S };
  } catch {
    // Falls through: an answer that is no JSON has no token either.
  }
  throw new RegistryError('the token server sent no token', { status: 200 });
}
