import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import path from 'node:path';
import { notFound } from '../http/failure.ts';
import type { Registries } from '../registries.ts';
import { writeAtomic } from '../store/write-atomic.ts';
import { Azure } from './azure/azure.ts';
import { sendFault } from './fault.ts';
import { writeCurlSettings } from './front/curl-settings.ts';
import { openFront, openRedirect } from './front/front.ts';
import type { Found } from './hub/hub-api.ts';
import { hostedProviders } from './hosted/hosted.ts';
import type { Hosted } from './hosted/hosted.ts';
import { Hub } from './hub/hub.ts';
import { listenOnLoopback } from './loopback.ts';
import type { Loopback } from './loopback.ts';
import type { StandIn } from './stand-in.ts';
import type { Done, Site, Values } from './web/site.ts';
import { run, serveSites } from './web/sites.ts';

export interface StandInOptions {
  /** The folder that keeps all it holds. */
  readonly root: string;
  readonly watched: Registries;
  readonly log: (line: string) => void;
  /** Where the pages of all stand-ins are: `http://127.0.0.1:41234`. */
  readonly pages: () => string;
}

/** Ports that stay the same for as long as the folder is there, where they can. */
interface Ports {
  readonly pages: number;
  readonly front: number;
}

/**
 * The hosted registries that practice plays. Three ways lead to each of them: a plain HTTP port of its own for each
 * name (the engine and the checks take it), one HTTPS server for all names (curl within the session), and pages.
 */
export class StandIns {
  readonly #root: string;
  readonly #log: (line: string) => void;
  readonly azure: Azure;
  readonly #hosted: readonly Hosted[];
  readonly #hub: Hub;
  readonly #open = new Map<string, Promise<Loopback>>();
  #pages: Loopback | undefined;
  #front: Loopback | undefined;
  #redirect: Loopback | undefined;

  constructor({ root, watched, log }: Omit<StandInOptions, 'pages'>) {
    this.#root = root;
    this.#log = log;
    const pages = (): string => `http://127.0.0.1:${this.#pages?.port ?? 0}`;
    this.#hub = new Hub({ root: path.join(root, 'hub'), watched, log, pages });
    this.azure = new Azure({ root: path.join(root, 'azure'), watched, log, pages }, () => this.#tellCurl());
    this.#hosted = hostedProviders({ root: path.join(root, 'hosted'), watched, log, pages }, () =>
      this.#tellCurl(),
    );
  }

  /** Opens the pages and the HTTPS server, and writes the settings by which curl finds it. */
  async open(): Promise<void> {
    mkdirSync(this.#root, { recursive: true, mode: 0o700 });
    const file = path.join(this.#root, 'ports.json');
    const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Ports) : undefined;
    this.#pages = await listenOnLoopback(
      this.#guarded('pages', (request, response) => serveSites(this.sites(), request, response)),
      before?.pages,
    );
    this.#front = await openFront(this.#root, this.#guarded('front', this.#serveFront), {
      plays: (host) => this.#find(host) !== undefined,
      port: before?.front ?? 0,
    });
    this.#redirect = await openRedirect();
    const now = { pages: this.#pages.port, front: this.#front.port };
    if (before?.pages !== now.pages || before.front !== now.front) writeAtomic(file, JSON.stringify(now));
    this.#tellCurl();
  }

  /** Base URL of the stand-in that plays a domain, or a name that belongs to it; undefined when none does. */
  async urlOf(domain: string): Promise<string | undefined> {
    const standIn = this.#find(domain);
    if (!standIn) return undefined;
    const handler: RequestListener = this.#guarded(domain, (request, response) =>
      standIn.handle(request, response, domain),
    );
    const open = this.#open.get(domain) ?? listenOnLoopback(handler);
    this.#open.set(domain, open);
    return `http://127.0.0.1:${(await open).port}`;
  }

  /** Domain → base URL, of every stand-in that is there now. */
  all(): Promise<Record<string, string>> {
    return this.#urlsOf(this.#standIns());
  }

  /** Those that are called as a domain but for its first part: `other.azurecr.io` beside `me.azurecr.io`. */
  beside(domain: string): Promise<Record<string, string>> {
    const parent = domain.slice(domain.indexOf('.'));
    const besides = this.#standIns().filter((one) => one.domain !== domain && one.domain.endsWith(parent));
    return this.#urlsOf(parent.includes('.', 1) ? besides : []);
  }

  sites(): readonly Site[] {
    return [this.#hub.site, this.azure.site, ...this.#hosted.map(({ site }) => site)];
  }

  /** Where the page of a site is. */
  pageOf(site: string): string {
    return `http://127.0.0.1:${this.#pages?.port ?? 0}/${site}`;
  }

  /** Does what one does on a site, for the owner of the session. Throws an ApiFailure that says why not. */
  act(site: string, action: string, values: Values): Promise<Done> {
    const found = this.sites().find(({ name }) => name === site);
    if (!found) throw notFound(`There is no site ${site}.`);
    return run(found, action, values, 'owner');
  }

  searchHub(term: string): Found[] {
    return this.#hub.search(term);
  }

  async close(): Promise<void> {
    const open = await Promise.allSettled(this.#open.values());
    await Promise.all([
      ...open.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)),
      this.#pages?.close(),
      this.#front?.close(),
      this.#redirect?.close(),
    ]);
  }

  async #urlsOf(standIns: readonly StandIn[]): Promise<Record<string, string>> {
    const urls = standIns.map(async ({ domain }) => [domain, (await this.urlOf(domain))!]);
    return Object.fromEntries(await Promise.all(urls)) as Record<string, string>;
  }

  #standIns(): readonly StandIn[] {
    return [this.#hub, ...this.azure.standIns(), ...this.#hosted.flatMap((one) => one.registries())];
  }

  #find(host: string): StandIn | undefined {
    const known = this.#standIns().find(({ hosts }) => hosts.includes(host));
    if (known) return known;
    for (const hosted of this.#hosted) {
      const found = hosted.find(host);
      if (found) return found;
    }
    return undefined;
  }

  #tellCurl(): void {
    if (!this.#front || !this.#redirect) return;
    const hosts = this.#standIns().flatMap((standIn) => standIn.hosts);
    writeCurlSettings(this.#root, hosts, { https: this.#front.port, http: this.#redirect.port });
  }

  readonly #serveFront = (request: IncomingMessage, response: ServerResponse): Promise<void> | void => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    const standIn = this.#find(host);
    if (standIn) return standIn.handle(request, response, host);
    response.writeHead(421, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end('No practice stand-in plays this name.\n');
  };

  #guarded(
    name: string,
    serve: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
  ): RequestListener {
    return (request, response) => {
      Promise.resolve()
        .then(() => serve(request, response))
        .catch((error: unknown) => {
          this.#log(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
          if (response.headersSent) response.destroy();
          else sendFault(response, error);
        });
    };
  }
}
