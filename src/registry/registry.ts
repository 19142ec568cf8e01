import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import type { AccessEvent } from './access-log.ts';
import type { Auth } from './auth/auth.ts';
import { collectGarbage } from './garbage.ts';
import { Notifier, type NotificationEndpoint } from './notifications.ts';
import { listenOn, type Listening, type ListenOptions } from './server/listen.ts';
import { serveRequest } from './server/serve-request.ts';
import type { ExtraHeaders } from './server/write-answer.ts';
import { openStore, type Store } from './storage/store.ts';
import { expire } from './storage/expire.ts';
import { sweepAbandoned } from './storage/sweep.ts';
import { Upstream, type UpstreamOptions } from './upstream.ts';

export interface RegistryOptions {
  /** The folder that holds everything, with the layout of Docker's registry below it. */
  readonly root: string;
  /** Who may do what; without it everybody may do everything. */
  readonly auth?: Auth | undefined;
  /** Refuses whatever would change something. */
  readonly readOnly?: boolean | undefined;
  /** Whether manifests, tags and blobs may be deleted over the API; false, as in Docker's registry. */
  readonly deleteEnabled?: boolean | undefined;
  /** Whether it takes manifests that name content it does not have; false, as in Docker's registry. */
  readonly sparse?: boolean | undefined;
  /** Another registry: what is asked for and not here is fetched from there and kept; pushes are refused. */
  readonly proxy?: UpstreamOptions | undefined;
  /** `Location` headers without scheme and host, for a registry behind a proxy that hides its name. */
  readonly relativeUrls?: boolean | undefined;
  /** The URL under which clients reach it, without a slash at its end, for `Location` headers. */
  readonly host?: string | undefined;
  /** What comes before `/v2/` in every path, such as `/registry`. */
  readonly prefix?: string | undefined;
  /** Sent with every answer, by their names in the usual spelling. */
  readonly headers?: ExtraHeaders | undefined;
  /** PEM texts: then it speaks HTTPS. */
  readonly tls?:
    { readonly cert: string; readonly key: string; readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' } | undefined;
  /** Who is told of pushes, pulls, mounts and deletions, in the format of Docker's registry. */
  readonly notifications?: readonly NotificationEndpoint[] | undefined;
  /** How the registry names itself in notifications, `host:port`; the name of this machine when not written. */
  readonly source?: string | undefined;
  /** Told of whatever went wrong inside, which clients see only as status 500. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface Registry {
  readonly store: Store;
  /** For a server of one's own: never rejects, always answers. */
  handler(request: IncomingMessage, response: ServerResponse): void;
  /** Listens on 127.0.0.1 and a free port unless told otherwise. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
  /** Told of every finished request; returns what takes the listener away again. */
  onRequest(listener: (event: AccessEvent) => void): () => void;
}

/** How often abandoned uploads are looked for, from the first request on. */
const SWEEP_MS = 60 * 60_000;
const LEAST_SWEEP_MS = 100;

/** A registry of the OCI distribution specification on plain files. */
export function createRegistry(options: RegistryOptions): Registry {
  const store = openStore(options.root);
  const listeners = new Set<(event: AccessEvent) => void>();
  const servers = new Set<Listening>();
  const notifiers = (options.notifications ?? []).map((endpoint) => new Notifier(endpoint, options.onError));
  const source = { addr: options.source ?? hostname(), instanceID: randomUUID() };
  let sweeping: NodeJS.Timeout | undefined;
  const keepSwept = () => {
    const { ttlMs } = options.proxy ?? {};
    const sweep = () =>
      void (async () => {
        if (ttlMs !== undefined && (await expire(store, ttlMs)) > 0) await collectGarbage(options.root);
        await sweepAbandoned(store);
      })().catch((error: unknown) => options.onError?.(error));
    sweep();
    return setInterval(sweep, Math.min(SWEEP_MS, Math.max(ttlMs ?? SWEEP_MS, LEAST_SWEEP_MS))).unref();
  };
  const context = {
    store,
    auth: options.auth,
    readOnly: options.readOnly ?? false,
    deleteEnabled: options.deleteEnabled ?? false,
    sparse: options.sparse ?? false,
    relativeUrls: options.relativeUrls ?? false,
    host: options.host,
    prefix: options.prefix ?? '',
    upstream: options.proxy && new Upstream(store, options.proxy),
  };
  const serve = (request: IncomingMessage, response: ServerResponse, waits: boolean) => {
    if (!options.readOnly) sweeping ??= keepSwept();
    void serveRequest(request, response, {
      context,
      headers: options.headers,
      waitsForContinue: waits,
      onError: options.onError ?? (() => undefined),
      onEvent:
        notifiers.length > 0
          ? (event) => notifiers.forEach((notifier) => notifier.add({ ...event, source }))
          : undefined,
      onDone: (event) => listeners.forEach((listener) => listener(event)),
    });
  };
  return {
    store,
    handler: (request, response) => serve(request, response, false),
    async listen(where = {}) {
      const listening = await listenOn(serve, where, options.tls);
      servers.add(listening);
      return listening;
    },
    async close() {
      await Promise.all([...servers].map((server) => server.close()));
      servers.clear();
      clearInterval(sweeping);
      for (const notifier of notifiers) notifier.close();
    },
    onRequest(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
