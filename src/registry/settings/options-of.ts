import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { Fault } from '../../fault.ts';
import { htpasswdAuth } from '../auth/basic.ts';
import { foreignTokenAuth } from '../auth/foreign-token-auth.ts';
import { TrustedKeys } from '../auth/trusted-keys.ts';
import type { RegistryOptions } from '../registry.ts';
import type { RegistrySettings } from './settings.ts';

/**
 * The options of a registry with these settings. `locate` turns a path of the settings into one of this machine, for
 * a container whose folders are elsewhere. A file that is not there is a Fault.
 */
export async function optionsOf(
  settings: RegistrySettings,
  locate: (path: string) => string = (path) => path,
): Promise<RegistryOptions> {
  const { htpasswd, token, tls, proxy } = settings;
  if (htpasswd) await read(locate, htpasswd.path, 'password file');
  return {
    root: locate(settings.root),
    deleteEnabled: settings.deleteEnabled,
    readOnly: settings.readOnly,
    sparse: settings.sparse,
    relativeUrls: settings.relativeUrls,
    host: settings.host,
    prefix: settings.prefix,
    headers: settings.headers,
    proxy: proxy && {
      url: proxy.remoteUrl,
      ttlMs: proxy.ttlMs,
      credentials:
        proxy.username === undefined
          ? undefined
          : { username: proxy.username, password: proxy.password ?? '' },
    },
    notifications: settings.notifications,
    source: `${hostname()}:${settings.addr.port}`,
    auth: token
      ? foreignTokenAuth({ ...token, keys: await readKeys(locate, token.rootCertBundle) })
      : htpasswd && htpasswdAuth(locate(htpasswd.path), htpasswd.realm),
    tls: tls && {
      cert: await read(locate, tls.certificate, 'certificate'),
      key: await read(locate, tls.key, 'key'),
      ...(tls.minVersion && { minVersion: tls.minVersion }),
    },
  };
}

async function readKeys(locate: (path: string) => string, path: string): Promise<TrustedKeys> {
  const text = await read(locate, path, 'bundle of certificates');
  try {
    return new TrustedKeys(text);
  } catch (error) {
    throw new Fault({
      what: `the bundle of certificates cannot be used: ${(error as Error).message}`,
      where: path,
      todo: 'give the certificates of those who sign tokens, as PEM',
      cause: error,
    });
  }
}

async function read(locate: (path: string) => string, path: string, what: string): Promise<string> {
  try {
    return await readFile(locate(path), 'utf8');
  } catch (error) {
    throw new Fault({
      what: `the ${what} cannot be read (${(error as NodeJS.ErrnoException).code})`,
      where: path,
      todo: 'check the path, and that its folder is mounted',
      cause: error,
    });
  }
}
