import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Docker's config has Docker Hub under this key, for reasons of history. */
const HUB_KEY = 'https://index.docker.io/v1/';

/** What `docker login` stored for a registry in a DOCKER_CONFIG folder; undefined when nothing, or in a helper. */
export async function storedCredentials(
  folder: string | undefined,
  domain: string,
): Promise<Credentials | undefined> {
  if (folder === undefined) return undefined;
  const text = await readFile(path.join(folder, 'config.json'), 'utf8').catch(() => '');
  let auths: Record<string, { auth?: unknown }>;
  try {
    ({ auths = {} } = JSON.parse(text) as { auths?: Record<string, { auth?: unknown }> });
  } catch {
    return undefined;
  }
  const keys =
    domain === 'docker.io' ? [HUB_KEY, 'docker.io'] : [domain, `https://${domain}`, `http://${domain}`];
  const auth = keys.map((key) => auths[key]?.auth).find((value) => typeof value === 'string' && value !== '');
  if (typeof auth !== 'string') return undefined;
  const decoded = Buffer.from(auth, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
