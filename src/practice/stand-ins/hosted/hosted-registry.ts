import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access, Auth } from '../../../registry/auth/auth.ts';
import { basicAuth } from '../../../registry/auth/basic.ts';
import { memberRights } from '../../../registry/auth/rights.ts';
import { tokenAuth } from '../../../registry/auth/token-auth.ts';
import { isFailure } from '../../../registry/failure.ts';
import type { Failure } from '../../../registry/failure.ts';
import { createRegistry } from '../../../registry/registry.ts';
import type { Registry } from '../../../registry/registry.ts';
import type { Exchange } from '../../../registry/server/exchange.ts';
import { parseRoute } from '../../../registry/server/route.ts';
import type { StandIn } from '../stand-in.ts';
import type { StandInOptions } from '../stand-ins.ts';
import type { Hosted } from './hosted.ts';

/** One registry of a provider, with the provider's rules in front of it. */
export class HostedRegistry implements StandIn {
  readonly domain: string;
  readonly hosts: readonly string[];
  readonly registry: Registry;
  readonly #hosted: Hosted;

  constructor(host: string, root: string, hosted: Hosted, { watched, log }: StandInOptions) {
    this.domain = host;
    this.hosts = [host];
    this.#hosted = hosted;
    this.registry = createRegistry({
      root,
      auth: this.#auth(),
      onError: (error) => log(`${host}: ${String(error)}`),
    });
    watched.watch({ domain: host }, this.registry);
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    this.registry.handler(request, response);
  }

  #auth(): Auth {
    const { login } = this.#hosted.provider;
    const passwords = {
      verify: async (user: string, secret: string) => this.#hosted.isLogin(user, secret),
    };
    const auth =
      login === 'basic'
        ? basicAuth({ realm: this.domain, passwords })
        : tokenAuth({
            service: this.domain,
            path: login.tokenPath,
            anonymous: false,
            passwords,
            rights: memberRights,
          });
    return {
      ...auth,
      check: async (exchange, wanted) => {
        const outcome = await auth.check(exchange, wanted);
        if (isFailure(outcome)) return outcome;
        return (await this.#refusal(exchange, wanted, outcome.user ?? '')) ?? outcome;
      },
    };
  }

  /** What the provider says to a push that it does not take. */
  async #refusal(exchange: Exchange, wanted: readonly Access[], user: string): Promise<Failure | undefined> {
    const name = wanted.find(({ actions }) => actions.includes('push'))?.name;
    if (name === undefined) return undefined;
    const { depth, place, foreign, immutable } = this.#hosted.provider;
    const parts = name.split('/').length;
    if (parts < depth.min || parts > depth.max) return depth.refuse(name);
    const refused = foreign?.(name, user);
    if (refused) return refused;
    const made = place && this.#hosted.places.get(place.of(name));
    if (place && !made) return place.missing(place.of(name), this.domain);
    if (!made?.immutable) return undefined;
    const route = parseRoute(exchange.path, exchange.method);
    if (isFailure(route) || route.endpoint !== 'manifest' || !('tag' in route.reference)) return undefined;
    const { tag } = route.reference;
    return (await this.registry.store.tags.get(name, tag)) ? immutable(tag, name) : undefined;
  }
}
