import { failure, type Failure } from '../failure.ts';
import { json, type Outcome } from '../server/answer.ts';
import type { Exchange } from '../server/exchange.ts';
import { Attempts, TOO_MANY_GUESSES } from './attempts.ts';
import { parseBasic } from './basic-header.ts';
import type { Passwords } from './passwords.ts';
import type { Rights } from './rights.ts';
import { parseScopes } from './scope.ts';
import type { TokenSigner } from './token.ts';

export interface TokenIssuerOptions {
  readonly service: string;
  readonly passwords: Passwords;
  readonly rights: Rights;
  /** How long a token opens doors; 300 when not written. Clients assume at least 60. */
  readonly lifetimeSeconds?: number;
  /** Whether nobody in particular gets tokens, with what the rights allow them; true when not written. */
  readonly anonymous?: boolean;
  /** What is said to nobody in particular, where `anonymous` is false. */
  readonly refusal?: string;
  /** Whose a refresh token is that somebody else gave out; undefined when it is nobody's. */
  readonly refreshed?: (token: string) => string | undefined;
}

/** A form is names, a password and scopes: more than this is none. */
const FORM_BYTES_MAX = 64 * 1024;

const REFRESH_SECONDS = 24 * 60 * 60;

const WRONG_LOGIN = failure('UNAUTHORIZED', { message: 'incorrect username or password' });

/** What Docker calls the token server: gives tokens to who proves their name, and to nobody in particular. */
export class TokenEndpoint {
  readonly #options: TokenIssuerOptions;
  readonly #signer: TokenSigner;
  readonly #attempts = new Attempts();

  constructor(options: TokenIssuerOptions, signer: TokenSigner) {
    this.#options = options;
    this.#signer = signer;
  }

  async serve(exchange: Exchange): Promise<Outcome> {
    if (exchange.method === 'GET') return this.#get(exchange);
    if (exchange.method === 'POST') return this.#post(exchange);
    return failure('UNSUPPORTED', { headers: { Allow: 'GET, POST' } });
  }

  /** Docker's way: query parameters, and HTTP Basic for who has a name. */
  async #get(exchange: Exchange): Promise<Outcome> {
    const { query } = exchange;
    const header = exchange.header('authorization');
    const credentials = parseBasic(header);
    if (header !== undefined && !credentials) return WRONG_LOGIN;
    if (!credentials) return this.#issue(undefined, query.getAll('scope'), false);
    const refused = await this.#login(exchange, credentials.username, credentials.password);
    return (
      refused ??
      this.#issue(credentials.username, query.getAll('scope'), query.get('offline_token') === 'true')
    );
  }

  /** The OAuth 2 way (RFC 6749, 4.3 and 6): a form with a password or a refresh token. */
  async #post(exchange: Exchange): Promise<Outcome> {
    const body = await exchange.wholeBody(FORM_BYTES_MAX);
    if (!body)
      return failure('UNAUTHORIZED', {
        status: 413,
        message: 'the form is too large',
        headers: { Connection: 'close' },
      });
    const form = new URLSearchParams(body.toString('utf8'));
    const offline = form.get('access_type') === 'offline';
    if (form.get('grant_type') === 'refresh_token') {
      const token = form.get('refresh_token') ?? '';
      const user =
        this.#options.refreshed?.(token) ?? this.#signer.read(token, this.#options.service, 'refresh')?.sub;
      return user === undefined ? WRONG_LOGIN : this.#issue(user, form.getAll('scope'), offline);
    }
    if (form.get('grant_type') !== 'password') {
      return failure('UNSUPPORTED', { status: 400, message: 'grant_type is password or refresh_token' });
    }
    const username = form.get('username') ?? '';
    const refused = await this.#login(exchange, username, form.get('password') ?? '');
    return refused ?? this.#issue(username, form.getAll('scope'), offline);
  }

  /** Undefined when the password is right. */
  async #login(exchange: Exchange, username: string, password: string): Promise<Failure | undefined> {
    const address = exchange.request.socket?.remoteAddress ?? '';
    const verify = () => this.#options.passwords.verify(username, password);
    const known = await this.#attempts.guard({ username, password, address }, verify);
    if (known === 'later') return TOO_MANY_GUESSES;
    return known ? undefined : WRONG_LOGIN;
  }

  /** A token for what was asked and may be had; the rest is left out, and the registry says so when it is tried. */
  #issue(user: string | undefined, scopes: string[], offline: boolean): Outcome {
    const { service, rights, lifetimeSeconds = 300, anonymous = true, refusal } = this.#options;
    if (user === undefined && !anonymous)
      return failure('UNAUTHORIZED', refusal === undefined ? {} : { message: refusal });
    const access = parseScopes(scopes)
      .map((wanted) => ({ ...wanted, actions: rights(user, wanted) }))
      .filter(({ actions }) => actions.length > 0);
    const iat = Math.floor(Date.now() / 1000);
    const claims = { sub: user ?? '', aud: service, iat, exp: iat + lifetimeSeconds, access };
    const token = this.#signer.sign({ ...claims, use: 'access' });
    const refresh = { ...claims, exp: iat + REFRESH_SECONDS, access: [], use: 'refresh' as const };
    return json(
      {
        token,
        access_token: token,
        expires_in: lifetimeSeconds,
        issued_at: new Date(iat * 1000).toISOString(),
        ...(offline && user !== undefined ? { refresh_token: this.#signer.sign(refresh) } : {}),
      },
      { 'Cache-Control': 'no-store' },
    );
  }
}
