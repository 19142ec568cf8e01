import { setTimeout as wait } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { Access } from '../auth/auth.ts';
import { parseChallenges } from './challenge.ts';
import { readText, resolved, send, type Connection, type HttpAnswer } from './http.ts';
import { Login, type Credentials } from './login.ts';
import { errorFrom, RegistryError } from './registry-error.ts';

export interface SessionOptions extends Connection {
  readonly url: string;
  readonly credentials?: Credentials | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Ask {
  readonly method: string;
  /** Path with query below the registry's URL, or a whole URL that the registry gave. */
  readonly path: string;
  readonly access: readonly Access[];
  readonly headers?: Readonly<Record<string, string | number>>;
  /** A stream is made anew for each try, since a login may need a second one. */
  readonly body?: Uint8Array | (() => Readable) | undefined;
}

const REDIRECTS_MAX = 5;
const RETRIES = 3;
const RETRY_FIRST_MS = 200;
/** Who is asked to wait longer than this is told so at once, rather than left waiting. */
const RETRY_WAIT_MAX_MS = 10_000;
/** Temporary troubles by status (specification, "Error Codes": too many requests; RFC 9110: gateway errors). */
const RETRY_STATUS = new Set([429, 502, 503, 504]);
/** ECONNREFUSED is none of them: nobody listens, and whoever asks wants to know that now. */
const RETRY_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN']);

/** Requests to one registry: login where asked for, redirects followed, and retries where repeating changes nothing. */
export class Session {
  readonly #base: URL;
  readonly #login: Login;
  readonly #signal: AbortSignal | undefined;
  readonly #connection: Connection;

  constructor({ url, credentials, signal, ca, idleMs }: SessionOptions) {
    this.#base = new URL(url.endsWith('/') ? url : `${url}/`);
    this.#signal = signal;
    this.#connection = { ca, idleMs };
    this.#login = new Login(credentials, this.#connection, this.#base.protocol === 'https:');
  }

  /** The answer, whatever its status. */
  async ask(ask: Ask): Promise<HttpAnswer> {
    const repeatable = ask.method === 'GET' || ask.method === 'HEAD';
    for (let attempt = 0; ; attempt += 1) {
      let delay = RETRY_FIRST_MS * 2 ** attempt;
      try {
        const answer = await this.#withLogin(ask);
        if (!repeatable || attempt >= RETRIES || !RETRY_STATUS.has(answer.status)) return answer;
        delay = retryAfter(answer.headers['retry-after']) ?? delay;
        if (delay > RETRY_WAIT_MAX_MS) return answer;
        answer.body.resume();
      } catch (error) {
        const code = error instanceof RegistryError ? (error.code ?? '') : '';
        if (!repeatable || attempt >= RETRIES || !RETRY_CODES.has(code)) throw error;
      }
      await wait(delay, undefined, this.#signal && { signal: this.#signal });
    }
  }

  /** The answer when its status is one of these; otherwise the registry's error. */
  async expect(ask: Ask, ...statuses: number[]): Promise<HttpAnswer> {
    const answer = await this.ask(ask);
    if (statuses.includes(answer.status)) return answer;
    throw await this.error(ask, answer);
  }

  async error(ask: Ask, answer: HttpAnswer): Promise<RegistryError> {
    const asked = parseChallenges(answer.headers['www-authenticate'])[0]?.scheme;
    // What the status says is known also where the rest does not come.
    const text = await readText(answer).catch(() => '');
    return errorFrom(ask.method, withoutQuery(ask.path), answer.status, text, asked);
  }

  async #withLogin(ask: Ask): Promise<HttpAnswer> {
    const authorization = await this.#login.header(ask.access, this.#signal);
    const answer = await this.#send(ask, authorization);
    // What somebody else wants, to whom the registry has sent us, is not ours to give.
    if (answer.status !== 401 || answer.url.origin !== this.#base.origin) return answer;
    if (!this.#login.learn(answer.headers['www-authenticate'], ask.access, authorization)) return answer;
    answer.body.resume();
    return this.#send(ask, await this.#login.header(ask.access, this.#signal));
  }

  async #send({ method, path, headers = {}, body }: Ask, authorization?: string): Promise<HttpAnswer> {
    let url = new URL(path, this.#base);
    for (let redirects = 0; ; redirects += 1) {
      // Storage behind a registry is somebody else: it must not see the credentials.
      const own = url.origin === this.#base.origin && authorization !== undefined;
      const answer = await send({
        method,
        url,
        headers: {
          'User-Agent': 'registry-workshop',
          ...headers,
          ...(own && { Authorization: authorization }),
        },
        body: typeof body === 'function' ? body() : body,
        signal: this.#signal,
        ...this.#connection,
      });
      const { location } = answer.headers;
      const redirected = [301, 302, 303, 307, 308].includes(answer.status) && location !== undefined;
      if (!redirected || (method !== 'GET' && method !== 'HEAD') || redirects >= REDIRECTS_MAX) return answer;
      answer.body.resume();
      url = new URL(resolved(answer, location));
    }
  }
}

/** What is told of a place: the query of a URL that the registry gave may let in whoever has it. */
function withoutQuery(path: string): string {
  if (!URL.canParse(path)) return path;
  const { origin, pathname } = new URL(path);
  return `${origin}${pathname}`;
}

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110, 10.2.3). */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(date - Date.now(), 0);
}
