import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { Auth } from '../../../registry/auth/auth.ts';
import type { Rights } from '../../../registry/auth/rights.ts';
import { tokenAuth } from '../../../registry/auth/token-auth.ts';
import { isFailure } from '../../../registry/failure.ts';
import { createRegistry } from '../../../registry/registry.ts';
import type { Registry } from '../../../registry/registry.ts';
import { OfficialImages } from '../library/official-images.ts';
import type { StandIn } from '../stand-in.ts';
import type { StandInOptions } from '../stand-ins.ts';
import type { Site } from '../web/site.ts';
import { Accounts } from './accounts.ts';
import { search, serveHubApi } from './hub-api.ts';
import type { Found } from './hub-api.ts';
import { hubSite } from './hub-site.ts';
import type { HubParts } from './hub-site.ts';
import { PullLimit } from './pull-limit.ts';
import { HubRepositories } from './repositories.ts';

/** The names of Docker Hub's web site; its registry has others. */
const WEB = new Set(['hub.docker.com', 'app.docker.com']);

/** The practice Docker Hub. */
export class Hub implements StandIn {
  readonly domain = 'docker.io';
  readonly hosts = ['docker.io', 'registry-1.docker.io', 'index.docker.io', 'auth.docker.io', ...WEB];
  readonly site: Site;
  readonly #official: OfficialImages;
  readonly #registry: Registry;
  readonly #limit = new PullLimit();
  readonly #parts: HubParts;
  readonly #pages: () => string;

  constructor({ root, watched, log, pages }: StandInOptions) {
    const storage = path.join(root, 'registry');
    mkdirSync(storage, { recursive: true, mode: 0o700 });
    this.#official = new OfficialImages(root, storage);
    const accounts = new Accounts(root, log);
    const repositories = new HubRepositories(root, log);
    this.#registry = createRegistry({
      root: storage,
      auth: this.#auth(accounts, repositories),
      onError: (error) => log(`hub: ${String(error)}`),
    });
    watched.watch({ domain: this.domain }, this.#registry);
    this.#parts = { accounts, repositories, store: this.#registry.store };
    this.site = hubSite(this.#parts);
    this.#pages = pages;
  }

  async handle(request: IncomingMessage, response: ServerResponse, host: string): Promise<void> {
    if (WEB.has(host)) return serveHubApi(this.#parts, this.#pages(), request, response);
    await this.#official.prepare(request.url ?? '');
    this.#limit.count(request, response);
    this.#registry.handler(request, response);
  }

  search(term: string): Found[] {
    return search(this.#parts, term);
  }

  #auth(accounts: Accounts, repositories: HubRepositories): Auth {
    /** As there: an image that does not exist is refused in the same way as one that is private. */
    const rights: Rights = (user, { type, name, actions }) => {
      if (type !== 'repository') return [];
      const own = user !== undefined && name.startsWith(`${user.toLowerCase()}/`);
      const found = repositories.get(name);
      const seen = own || this.#official.has(name) || (found !== undefined && !found.isPrivate);
      return actions.filter((action) =>
        action === 'pull' ? seen : own && accounts.isConfirmed(user) && action === 'push',
      );
    };
    const auth = tokenAuth({
      service: 'registry.docker.io',
      realm: (exchange) =>
        exchange.header('host') === 'registry-1.docker.io' ? 'https://auth.docker.io/token' : undefined,
      passwords: accounts,
      rights,
    });
    return {
      ...auth,
      async check(exchange, wanted) {
        const outcome = await auth.check(exchange, wanted);
        const pushed = wanted.find(({ actions }) => actions.includes('push'));
        if (!isFailure(outcome) && pushed) repositories.pushedTo(pushed.name);
        return outcome;
      },
    };
  }
}
