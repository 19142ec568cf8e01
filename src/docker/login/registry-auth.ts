import { readConfig } from './config-file.ts';
import { hubServer, storedCredentials } from './credentials.ts';

/** Value of `X-Registry-Auth` for a registry's domain; an empty object when nothing is stored. */
export async function registryAuth(domain: string, configFolder: string): Promise<string> {
  const server = domain === 'docker.io' ? hubServer : domain;
  const stored = await storedCredentials(configFolder, server);
  if (!stored) return encodeAuth({});
  return encodeAuth({
    username: stored.username,
    ...(stored.identityToken ? { identitytoken: stored.identityToken } : { password: stored.password }),
    serveraddress: server,
  });
}

/** Value of `X-Registry-Config`: every stored login, for the registries that a build may pull from. */
export async function registryConfig(configFolder: string): Promise<string> {
  const { auths, credHelpers } = readConfig(configFolder);
  const logins: Record<string, object> = {};
  for (const server of new Set([...Object.keys(auths ?? {}), ...Object.keys(credHelpers ?? {})])) {
    const stored = await storedCredentials(configFolder, server);
    if (!stored) continue;
    const { username, password, identityToken } = stored;
    const secret = identityToken ? { identitytoken: identityToken } : { password };
    logins[server] = { username, ...secret, serveraddress: server };
  }
  return Buffer.from(JSON.stringify(logins)).toString('base64');
}

/** Base64 of the URL-safe alphabet, with padding, as the API asks for it. */
function encodeAuth(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
