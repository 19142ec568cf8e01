import type { IncomingMessage } from 'node:http';
import { badRequest } from '../http/failure.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Reads `X-Registry-Auth`: base64url of JSON. Undefined when nobody in particular asks. */
export function readCredentials({ headers }: IncomingMessage): Credentials | undefined {
  const header = headers['x-registry-auth'];
  if (typeof header !== 'string' || header === '') return undefined;
  let parsed: Written | null;
  try {
    parsed = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as typeof parsed;
  } catch (error) {
    throw badRequest(`invalid X-Registry-Auth header: ${(error as Error).message}`);
  }
  return credentialsOf(parsed);
}

/** Reads `X-Registry-Config`, which a build sends: logins for all registries that its images may come from. */
export function readAllCredentials({
  headers,
}: IncomingMessage): (domain: string) => Credentials | undefined {
  const header = headers['x-registry-config'];
  if (typeof header !== 'string' || header === '') return () => undefined;
  let all: Record<string, unknown>;
  try {
    all = JSON.parse(Buffer.from(header, 'base64').toString('utf8')) as typeof all;
  } catch (error) {
    throw badRequest(`invalid X-Registry-Config header: ${(error as Error).message}`);
  }
  return (domain) => {
    const key = domain === 'docker.io' ? 'https://index.docker.io/v1/' : domain;
    return credentialsOf(all?.[key] as Written | undefined);
  };
}

interface Written {
  readonly username?: unknown;
  readonly password?: unknown;
  readonly auth?: unknown;
}

function credentialsOf(written: Written | null | undefined): Credentials | undefined {
  if (typeof written?.username === 'string' && written.username !== '') {
    return {
      username: written.username,
      password: typeof written.password === 'string' ? written.password : '',
    };
  }
  if (typeof written?.auth === 'string' && written.auth !== '') {
    const [username = '', ...rest] = Buffer.from(written.auth, 'base64').toString('utf8').split(':');
    return { username, password: rest.join(':') };
  }
  return undefined;
}
