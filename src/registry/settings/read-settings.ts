import { EXIT, Fault } from '../../fault.ts';
import { hostOf, prefixOf } from './address.ts';
import { parseDuration } from './duration.ts';
import { endpointsOf } from './endpoints.ts';
import { flag } from './flag.ts';
import { gatherSettings, type Written } from './gather.ts';
import { headersOf } from './headers.ts';
import { missing } from './missing.ts';
import { logOf } from './log.ts';
import { tlsOf } from './tls.ts';
import { DEFAULT_PORT, DEFAULT_ROOT, type RegistrySettings } from './settings.ts';

type Gathered = ReadonlyMap<string, Written>;

/**
 * The settings in `REGISTRY_…` variables and, below them, in the text of a config.yml. Paths are as written: a
 * container's, not the machine's. A setting that is unknown or makes no sense is a Fault.
 */
export function settingsFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  file?: { readonly path: string; readonly text: string },
): RegistrySettings {
  const all = gatherSettings(env, file);
  refuseOtherKinds(all);
  const htpasswd = htpasswdOf(all);
  const token = tokenOf(all);
  const tls = tlsOf(all);
  if (htpasswd && token) {
    throw wrong(
      all.get('auth.token.realm')!,
      'a registry has one kind of login, and here are two',
      'use htpasswd or token',
    );
  }
  const proxy = proxyOf(all);
  const host = hostOf(all.get('http.host'));
  const headers = headersOf(all);
  const notifications = endpointsOf(all.get('notifications.endpoints'));
  return {
    addr: parseAddress(all.get('http.addr') ?? { value: `:${DEFAULT_PORT}`, where: '' }),
    root: all.get('storage.filesystem.rootdirectory')?.value ?? DEFAULT_ROOT,
    deleteEnabled: flag(all, 'storage.delete.enabled'),
    readOnly: flag(all, 'storage.maintenance.readonly.enabled'),
    relativeUrls: flag(all, 'http.relativeurls'),
    prefix: prefixOf(all.get('http.prefix')),
    log: logOf(all),
    ...(host !== undefined && { host }),
    ...(headers && { headers }),
    ...(htpasswd && { htpasswd }),
    ...(token && { token }),
    ...(tls && { tls }),
    ...(proxy && { proxy }),
    ...(notifications.length > 0 && { notifications }),
  };
}

/** `:5000`, `0.0.0.0:5000`, `[::1]:5000`. */
export function parseAddress({ value, where }: Written): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]*)):([0-9]{1,5})$/.exec(value.trim());
  const port = Number(match?.[3]);
  if (!match || port > 65_535) {
    throw new Fault({
      what: `\`${value}\` is no address`,
      where,
      todo: 'write HOST:PORT, such as 127.0.0.1:5000',
      exit: EXIT.usage,
    });
  }
  return { host: match[1] ?? match[2] ?? '', port };
}

function refuseOtherKinds(all: Gathered): void {
  const storage = all.get('storage');
  if (storage && storage.value !== 'filesystem') {
    throw wrong(
      storage,
      `there is no storage \`${storage.value}\` here`,
      'the registry keeps plain files: filesystem',
    );
  }
  const net = all.get('http.net');
  if (net?.value && net.value !== 'tcp') {
    throw wrong(net, `the registry does not listen on \`${net.value}\``, 'leave it out: it listens on tcp');
  }
  for (const path of ['storage.cache.blobdescriptor', 'storage.cache.layerinfo']) {
    const cache = all.get(path);
    if (cache?.value === 'redis') throw wrong(cache, 'there is no cache `redis` here', 'use inmemory');
  }
  const auth = all.get('auth');
  if (auth && !['htpasswd', 'token', 'none'].includes(auth.value)) {
    throw wrong(auth, `there is no login of the kind \`${auth.value}\` here`, 'use htpasswd or token');
  }
}

function htpasswdOf(all: Gathered): RegistrySettings['htpasswd'] {
  const path = all.get('auth.htpasswd.path');
  const realm = all.get('auth.htpasswd.realm');
  const asked = all.get('auth')?.value === 'htpasswd';
  if (!asked && !path && !realm) return undefined;
  if (all.get('auth')?.value === 'none') return undefined;
  // Docker's registry insists on both too, and says so at start.
  if (!path) throw missing('auth.htpasswd.path', 'REGISTRY_AUTH_HTPASSWD_PATH');
  if (!realm) throw missing('auth.htpasswd.realm', 'REGISTRY_AUTH_HTPASSWD_REALM');
  return { path: path.value, realm: realm.value };
}

function tokenOf(all: Gathered): RegistrySettings['token'] {
  if (all.get('auth')?.value === 'none') return undefined;
  const named = ['realm', 'service', 'issuer', 'rootcertbundle'] as const;
  const asked = all.get('auth')?.value === 'token' || named.some((key) => all.has(`auth.token.${key}`));
  if (!asked) return undefined;
  const [realm, service, issuer, rootCertBundle] = named.map((key) => {
    const written = all.get(`auth.token.${key}`);
    if (!written) throw missing(`auth.token.${key}`, `REGISTRY_AUTH_TOKEN_${key.toUpperCase()}`);
    return written.value;
  }) as [string, string, string, string];
  return { realm, service, issuer, rootCertBundle };
}

function proxyOf(all: Gathered): RegistrySettings['proxy'] {
  const remote = all.get('proxy.remoteurl');
  if (!remote) return undefined;
  const ttl = all.get('proxy.ttl');
  const login = parseProxy(remote, all.get('proxy.username')?.value, all.get('proxy.password')?.value);
  // Zero is what Docker's registry calls "never expires".
  const ttlMs = ttl ? parseDuration(ttl.value, ttl.where) : 0;
  return { ...login, ...(ttlMs > 0 && { ttlMs }) };
}

/** The registry to pull through, with the login there. A URL with a path is none of a registry. */
export function parseProxy(
  remote: Written,
  username: string | undefined,
  password: string | undefined,
): NonNullable<RegistrySettings['proxy']> {
  if (!/^https?:\/\/[^\s/@?#]+\/?$/.test(remote.value) || !URL.canParse(remote.value)) {
    const login = remote.value.includes('@')
      ? ', and its login as REGISTRY_PROXY_USERNAME and REGISTRY_PROXY_PASSWORD'
      : '';
    throw wrong(
      remote,
      `\`${withoutSecrets(remote.value)}\` is no URL of a registry`,
      `write https://registry-1.docker.io${login}`,
    );
  }
  return {
    remoteUrl: remote.value.replace(/\/$/, ''),
    ...(username && { username }),
    ...(password && { password }),
  };
}

/** What may be said of a URL, or of what was meant for one: neither its login nor its query, where tokens stand. */
function withoutSecrets(url: string): string {
  return url.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1').replace(/[?#].*$/s, '');
}

function wrong({ where }: Written, what: string, todo: string): Fault {
  return new Fault({ what, where, todo, exit: EXIT.usage });
}
