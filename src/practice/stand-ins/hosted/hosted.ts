import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { badRequest, conflict } from '../../http/failure.ts';
import { Records } from '../../store/records.ts';
import { hashToken, newToken } from '../secrets.ts';
import type { StandInOptions } from '../stand-ins.ts';
import type { Site } from '../web/site.ts';
import { HostedRegistry } from './hosted-registry.ts';
import { hostedSite } from './hosted-site.ts';
import { PROVIDERS } from './providers.ts';
import type { Provider } from './providers.ts';

/** What was made for images to be pushed to: a repository, a project. */
export interface Place {
  readonly name: string;
  readonly immutable: boolean;
}

interface Token {
  readonly hash: string;
  readonly user: string;
}

/** One provider, with all the names it is asked for by. */
export class Hosted {
  readonly provider: Provider;
  readonly site: Site;
  readonly places: Records<Place>;
  readonly #tokens: Records<Token>;
  readonly #options: StandInOptions;
  readonly #changed: () => void;
  readonly #registries = new Map<string, HostedRegistry>();

  constructor(provider: Provider, options: StandInOptions, changed: () => void) {
    this.provider = provider;
    this.#options = options;
    this.#changed = changed;
    this.places = new Records<Place>(path.join(options.root, 'places'), ({ name }) => name, options.log);
    this.#tokens = new Records<Token>(path.join(options.root, 'tokens'), ({ hash }) => hash, options.log);
    this.site = hostedSite(this);
    const known = existsSync(this.#storage) ? readdirSync(this.#storage) : [];
    for (const host of new Set([...provider.hosts, ...known])) this.#add(host);
  }

  /** Those that somebody has asked for already. */
  registries(): readonly HostedRegistry[] {
    return [...this.#registries.values()];
  }

  /** The registry of a name that this provider has. */
  find(host: string): HostedRegistry | undefined {
    const known = this.#registries.get(host);
    if (known || !this.provider.host.test(host)) return known;
    const added = this.#add(host);
    this.#changed();
    return added;
  }

  /** Makes a repository or project. Throws an ApiFailure that says why not. */
  create(name: string, immutable: boolean): Place {
    if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(name))
      throw badRequest(
        `${name} cannot be a name here: lower-case letters, digits, and . _ - / between them.`,
      );
    if (this.places.has(name)) throw conflict(`${name} is there already.`);
    return this.places.put({ name, immutable });
  }

  token(user: string): string {
    const token = newToken(this.provider.tokenMark, 36);
    this.#tokens.put({ hash: hashToken(token), user });
    return token;
  }

  isLogin(user: string, secret: string): boolean {
    return this.#tokens.get(hashToken(secret))?.user === user;
  }

  get #storage(): string {
    return path.join(this.#options.root, 'storage');
  }

  #add(host: string): HostedRegistry {
    const root = path.join(this.#storage, host);
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const registry = new HostedRegistry(host, root, this, this.#options);
    this.#registries.set(host, registry);
    return registry;
  }
}

export function hostedProviders(options: StandInOptions, changed: () => void): readonly Hosted[] {
  return PROVIDERS.map(
    (provider) => new Hosted(provider, { ...options, root: path.join(options.root, provider.name) }, changed),
  );
}
