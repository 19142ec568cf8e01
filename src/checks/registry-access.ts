import { connectRegistry, RegistryError } from '../registry/client/client.ts';
import type { RegistryClient } from '../registry/client/client.ts';
import { storedCredentials } from './credentials.ts';
import { missed } from './finding.ts';
import { noSuchRegistry, unreachable } from './http-unreachable.ts';
import type { Evaluation, World } from './kind.ts';
import { code } from './phrases.ts';
import { readTrusted, untrusted } from './trusted.ts';

export interface RegistryAddress {
  /** `localhost:5000`, as in image names. */
  readonly domain: string;
  /** Certificate file to trust, relative to the working folder. */
  readonly ca?: string | undefined;
}

/**
 * Asks a registry with what the session has of a login, and turns refusals into findings: nothing listens there, it
 * wants a login, it does not let us. Other errors go on.
 */
export async function askRegistry(
  { domain, ca }: RegistryAddress,
  expected: string,
  world: World,
  question: (client: RegistryClient) => Promise<Evaluation>,
): Promise<Evaluation> {
  const endpoint = await world.engine.registry(domain);
  if (endpoint.missing) return noSuchRegistry(domain, expected, endpoint);
  // Who names a certificate means TLS; localhost alone would be asked over plain HTTP.
  const url = ca === undefined ? endpoint.url : endpoint.url.replace(/^http:/, 'https:');
  const trusted = await readTrusted(ca, world);
  if (ca !== undefined && trusted === undefined) return untrusted(ca, expected);
  const client = connectRegistry({
    url,
    credentials: await storedCredentials(world.dockerConfig, domain),
    signal: world.signal,
    ca: trusted,
  });
  try {
    return await question(client);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return refused(error, { domain, url, ca }, expected, world);
  }
}

async function refused(
  { status, code: reason = 'UNKNOWN', message }: RegistryError,
  { domain, url, ca }: { domain: string; url: string; ca: string | undefined },
  expected: string,
  world: World,
): Promise<Evaluation> {
  if (status === undefined) return unreachable(`${url}/`, { code: reason, message }, expected, world, ca);
  if (status === 401)
    return missed(expected, `the registry ${code(domain)} asks for a login (${reason})`, {
      help: `${code(domain === 'docker.io' ? 'docker login' : `docker login ${domain}`)} stores one; is the user name right, and the password?`,
    });
  if (status === 403)
    return missed(expected, `the registry ${code(domain)} refuses (${reason}: ${message})`, {
      help: 'You are known there, but this is not yours to read.',
    });
  return missed(expected, `the registry ${code(domain)} answers ${status} (${reason}: ${message})`);
}
