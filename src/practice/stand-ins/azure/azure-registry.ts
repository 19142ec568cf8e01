import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { Auth } from '../../../registry/auth/auth.ts';
import type { Rights } from '../../../registry/auth/rights.ts';
import { tokenAuth } from '../../../registry/auth/token-auth.ts';
import { failure } from '../../../registry/failure.ts';
import { createRegistry } from '../../../registry/registry.ts';
import type { Registry } from '../../../registry/registry.ts';
import { json } from '../../../registry/server/answer.ts';
import type { Outcome } from '../../../registry/server/answer.ts';
import type { Exchange } from '../../../registry/server/exchange.ts';
import { hashToken } from '../secrets.ts';
import type { StandIn } from '../stand-in.ts';
import type { StandInOptions } from '../stand-ins.ts';
import { loginServer } from './cloud.ts';
import type { AzureCloud, AzureRegistry } from './cloud.ts';
import { ACTIONS } from './names.ts';

/** The user name that goes with a token of `az acr login`. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Azure's own sentence, link included. */
const UNKNOWN_CALLER =
  'authentication required, visit https://aka.ms/acr/authorization for more information.';

const FORM_BYTES_MAX = 64 * 1024;

/** One registry at the practice Azure: three ways in, and nothing for who has none of them. */
export class AzureRegistryStandIn implements StandIn {
  readonly domain: string;
  readonly hosts: readonly string[];
  readonly registry: Registry;
  readonly #cloud: AzureCloud;
  readonly #name: string;

  constructor(created: AzureRegistry, cloud: AzureCloud, { root, watched, log }: StandInOptions) {
    this.#cloud = cloud;
    this.#name = created.name;
    this.domain = loginServer(created);
    this.hosts = [this.domain];
    const storage = path.join(root, 'storage', created.name.toLowerCase());
    mkdirSync(storage, { recursive: true, mode: 0o700 });
    this.registry = createRegistry({
      root: storage,
      auth: this.#auth(),
      deleteEnabled: true,
      onError: (error) => log(`${this.domain}: ${String(error)}`),
    });
    watched.watch({ domain: this.domain }, this.registry);
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    this.registry.handler(request, response);
  }

  #created(): AzureRegistry {
    return this.#cloud.registries.get(this.#name.toLowerCase())!;
  }

  #auth(): Auth {
    const cloud = this.#cloud;
    const auth = tokenAuth({
      service: this.domain,
      path: '/oauth2/token',
      anonymous: false,
      refusal: UNKNOWN_CALLER,
      rights: this.#rights,
      passwords: { verify: async (username, password) => this.#isLogin(username, password) },
      refreshed: (token) => (cloud.isGranted(token, this.#created()) ? NOBODY : undefined),
    });
    return {
      ...auth,
      serve: async (exchange) =>
        exchange.path === '/oauth2/exchange' ? this.#exchange(exchange) : auth.serve?.(exchange),
    };
  }

  #isLogin(username: string, password: string): boolean {
    const created = this.#created();
    if (username === NOBODY) return this.#cloud.isGranted(password, created);
    if (username.toLowerCase() === created.name.toLowerCase())
      return created.admin && this.#cloud.adminPasswords(created).includes(password);
    const token = this.#cloud.tokens.get(`${created.name.toLowerCase()}.${username}`);
    return token !== undefined && token.hash === hashToken(password);
  }

  readonly #rights: Rights = (user, { type, name, actions }) => {
    if (user === undefined) return [];
    if (user === NOBODY || user.toLowerCase() === this.#name.toLowerCase()) return actions;
    const token = this.#cloud.tokens.get(`${this.#name.toLowerCase()}.${user}`);
    if (type !== 'repository' || !token) return [];
    const allowed = (token.repositories[name] ?? []).map((action) => ACTIONS[action]);
    return actions.filter((action) => allowed.includes(action));
  };

  /** A token of Azure for one of this registry, which `az acr login` hands to Docker as a password. */
  async #exchange(exchange: Exchange): Promise<Outcome> {
    const body = exchange.method === 'POST' ? await exchange.wholeBody(FORM_BYTES_MAX) : undefined;
    const form = new URLSearchParams(body?.toString('utf8'));
    const asked = form.get('grant_type') === 'access_token' && form.get('service') === this.domain;
    if (!asked || !this.#cloud.isGranted(form.get('access_token') ?? '', '*'))
      return failure('UNAUTHORIZED', { message: 'authentication required' });
    return json({ refresh_token: this.#cloud.grant(this.#created()) }, { 'Cache-Control': 'no-store' });
  }
}
