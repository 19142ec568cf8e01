import { EXIT, Fault } from '../fault.ts';
import { createRegistry, type Registry } from './registry.ts';
import { RegistryLog, type LogLevel } from './registry-log.ts';
import { optionsOf } from './settings/options-of.ts';
import { parseAddress, parseProxy } from './settings/read-settings.ts';
import type { RegistrySettings } from './settings/settings.ts';

export interface ServeRegistryOptions {
  /** `127.0.0.1:5000`, `:5000` or `5000`: without a host only this machine is served. */
  readonly addr?: string | undefined;
  readonly root: string;
  /** Path of an htpasswd file with bcrypt entries. */
  readonly htpasswd?: string | undefined;
  /** Paths of PEM files. */
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly deleteEnabled?: boolean | undefined;
  /** Takes manifests that name content which is not there, such as an index of which one platform is. */
  readonly sparse?: boolean | undefined;
  /** URL of a registry to pull through. */
  readonly proxy?: string | undefined;
  /** Who we are there. */
  readonly proxyUsername?: string | undefined;
  readonly proxyPassword?: string | undefined;
  readonly logLevel?: LogLevel | undefined;
  /** Told each line of the log, in the style of Docker's registry. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface ServedRegistry {
  readonly url: string;
  readonly port: number;
  readonly registry: Registry;
  close(): Promise<void>;
}

/** Runs a registry until `close`: what `workshop registry serve` does. Whatever is wrong with the options is a Fault. */
export async function serveRegistry(options: ServeRegistryOptions): Promise<ServedRegistry> {
  const written = options.addr ?? '127.0.0.1:5000';
  const addr = parseAddress({ value: /^\d+$/.test(written) ? `:${written}` : written, where: '--addr' });
  const { tlsCert, tlsKey } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new Fault({
      what: 'HTTPS needs a certificate and its key',
      todo: 'give --tls-cert and --tls-key',
      exit: EXIT.usage,
    });
  }
  return serveSettings(
    {
      addr: { host: addr.host || '127.0.0.1', port: addr.port },
      root: options.root,
      deleteEnabled: options.deleteEnabled ?? false,
      readOnly: options.readOnly ?? false,
      sparse: options.sparse ?? false,
      relativeUrls: false,
      log: { level: options.logLevel ?? 'info', accessLog: true },
      ...(options.htpasswd !== undefined && { htpasswd: { realm: 'Registry', path: options.htpasswd } }),
      ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { certificate: tlsCert, key: tlsKey } }),
      ...(options.proxy !== undefined && {
        proxy: parseProxy(
          { value: options.proxy, where: '--proxy' },
          options.proxyUsername,
          options.proxyPassword,
        ),
      }),
    },
    { onLine: options.onLine },
  );
}

export interface ServeSettingsOptions {
  /** From a path of the settings to one of this machine. */
  readonly locate?: ((path: string) => string) | undefined;
  /** Where to listen instead of where the settings say: a container's port is published elsewhere. */
  readonly listen?: { readonly host: string; readonly port: number } | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Runs a registry with the settings of its environment: what the container of the image `registry` does. */
export async function serveSettings(
  settings: RegistrySettings,
  { locate, listen, onLine = () => undefined }: ServeSettingsOptions = {},
): Promise<ServedRegistry> {
  const options = await optionsOf(settings, locate);
  const log = new RegistryLog(settings.log, onLine);
  const registry = createRegistry({
    ...options,
    onError: (error) => log.say('error', (error as Error).message),
  });
  registry.onRequest((event) => log.request(event));
  const where = listen ?? { ...settings.addr, host: settings.addr.host || '::' };
  try {
    const { url, port } = await registry.listen(where);
    log.say('info', `listening on ${where.host.includes(':') ? `[${where.host}]` : where.host}:${port}`);
    return { url, port, registry, close: () => registry.close() };
  } catch (error) {
    throw listenFault(error as NodeJS.ErrnoException, where);
  }
}

function listenFault(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): Fault {
  const what =
    error.code === 'EADDRINUSE'
      ? `port ${port} of ${host} is taken by another program`
      : `cannot listen on ${host}:${port}: ${error.message}`;
  return new Fault({ what, todo: 'choose another port', exit: EXIT.missing, cause: error });
}
