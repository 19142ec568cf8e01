import { Failure } from '../failure.ts';
import { readConfig, writeConfig, type ConfigFile, type StoredLogin } from './config-file.ts';

export interface Credentials {
  readonly username: string;
  readonly password?: string;
  readonly identityToken?: string;
}

/** The key of Docker Hub in config.json, which is also its address for logging in. */
export const hubServer = 'https://index.docker.io/v1/';

/** The key that a server typed by a person is stored under. */
export function serverKey(typed: string | undefined): string {
  if (typed === undefined || typed === '') return hubServer;
  const host = typed.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
  return ['docker.io', 'index.docker.io', 'registry-1.docker.io'].includes(host) ? hubServer : host;
}

function helperFor(config: ConfigFile, server: string): string | undefined {
  return config.credHelpers?.[server] ?? (config.credsStore || undefined);
}

/** What is stored for a server: by a credential helper where one is set, else in the file. */
export async function storedCredentials(folder: string, server: string): Promise<Credentials | undefined> {
  const config = readConfig(folder);
  const helper = helperFor(config, server);
  if (helper) return (await import('./credential-helper.ts')).helperCredentials(helper, server);
  const host = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
  const auths = config.auths ?? {};
  const key = server in auths ? server : Object.keys(auths).find((other) => host(other) === host(server));
  return key === undefined ? undefined : decoded(auths[key]!);
}

function decoded({ auth, identitytoken }: StoredLogin): Credentials | undefined {
  const pair = Buffer.from(auth ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (identitytoken) return { username: pair.slice(0, Math.max(0, colon)), identityToken: identitytoken };
  return colon < 0 ? undefined : { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

/** Keeps a login. Resolves to true when that wrote a password into the file which was not there before. */
export async function storeCredentials(folder: string, server: string, login: Credentials): Promise<boolean> {
  const config = readConfig(folder);
  const helper = helperFor(config, server);
  if (helper) {
    const { askHelper } = await import('./credential-helper.ts');
    const input = login.identityToken
      ? { ServerURL: server, Username: '<token>', Secret: login.identityToken }
      : { ServerURL: server, Username: login.username, Secret: login.password };
    if ((await askHelper(helper, 'store', JSON.stringify(input))) === undefined) {
      throw new Failure(`error storing credentials - docker-credential-${helper} did not take them`);
    }
    return false;
  }
  const auth = Buffer.from(`${login.username}:${login.identityToken ? '' : login.password}`).toString(
    'base64',
  );
  const old = config.auths?.[server];
  if (old?.auth === auth && old.identitytoken === login.identityToken) return false;
  const entry: StoredLogin = { auth, ...(login.identityToken ? { identitytoken: login.identityToken } : {}) };
  writeConfig(folder, { ...config, auths: { ...config.auths, [server]: entry } });
  return true;
}

/** Forgets a login, wherever it is kept. */
export async function eraseCredentials(folder: string, server: string): Promise<void> {
  const config = readConfig(folder);
  const helper = helperFor(config, server);
  if (helper) await (await import('./credential-helper.ts')).askHelper(helper, 'erase', server);
  const auths = { ...config.auths };
  delete auths[server];
  writeConfig(folder, { ...config, auths });
}
