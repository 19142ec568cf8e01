import { storedCredentials } from '../checks/credentials.ts';
import { ask } from '../engine/ask.ts';
import type { Engine } from '../engine/engine.ts';
import type { RegistryContents } from '../registry/contents.ts';
import { askContents } from './ask-contents.ts';
import { readCertificate } from './read-certificate.ts';
import type { FoundContainer } from './read-engine.ts';
import type { MapOptions } from './read-map.ts';
import { whyUnread } from './why-unread.ts';
import type { RegistryOnMap } from './world-map.ts';

/** The port on which Docker's registry listens. */
const REGISTRY_PORT = 5000;

/** How long one registry may take to tell what it holds, in milliseconds. */
const PATIENCE = 3000;

/** Where a container is reached from this machine, else its own name. */
export function addressOf({ name, ports }: FoundContainer): string {
  const port = ports.find(({ inside }) => inside === REGISTRY_PORT) ?? ports[0];
  return port ? `localhost:${port.host}` : name;
}

type Seen = { container?: string; domain?: string; contents: RegistryContents };

/** The practice engine tells what its registries hold. */
export async function readPracticeRegistries(
  { host }: Engine,
  containers: readonly FoundContainer[],
  everything = false,
): Promise<RegistryOnMap[]> {
  const answer = await ask(host, '/workshop/contents');
  const seen = answer?.status === 200 ? (JSON.parse(answer.text) as Seen[]) : [];
  return seen
    .flatMap(({ container: id, domain, contents }): RegistryOnMap[] => {
      if (domain !== undefined) {
        // What everybody finds there is not what the learner did.
        const repositories = contents.repositories.filter(
          ({ name }) => everything || !name.startsWith('library/'),
        );
        return repositories.length > 0 ? [{ name: domain, standIn: true, contents: { repositories } }] : [];
      }
      const container = containers.find((one) => one.id === id);
      if (!container) return [];
      return [{ name: addressOf(container), container: container.name, standIn: false, contents }];
    })
    .toSorted((a, b) => Number(a.standIn) - Number(b.standIn) || a.name.localeCompare(b.name));
}

/** On a real engine: the containers that are registries, asked over HTTP as everybody asks them. */
export async function readRegistries(
  engine: Engine,
  containers: readonly FoundContainer[],
  options: MapOptions,
): Promise<RegistryOnMap[]> {
  const running = containers.filter(
    ({ state, ports, image }) =>
      state === 'running' &&
      ports.some(({ inside }) => inside === REGISTRY_PORT || /(^|\/)registry(:|@|$)/.test(image)),
  );
  return Promise.all(running.map((container) => readRegistry(engine, container, options)));
}

async function readRegistry(
  engine: Engine,
  container: FoundContainer,
  { dockerConfig, signal }: MapOptions,
): Promise<RegistryOnMap> {
  const name = addressOf(container);
  const about = { name, container: container.name, standIn: false };
  const unread = (problem: string): RegistryOnMap => ({ ...about, contents: { repositories: [] }, problem });
  const credentials = await storedCredentials(dockerConfig, name);
  try {
    const certificate = await readCertificate(await engine.api.getContainer(container.id).inspect());
    if (certificate && certificate.pem === undefined)
      return unread(`not readable: its certificate ${certificate.inside} is not in sight from here`);
    const { url } = await engine.registry(name);
    const limit = AbortSignal.timeout(PATIENCE);
    const contents = await askContents({
      // Who was given a certificate speaks TLS; localhost alone would be asked over plain HTTP.
      url: certificate ? url.replace(/^http:/, 'https:') : url,
      ca: certificate?.pem,
      credentials,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    return { ...about, contents };
  } catch (error) {
    return unread(whyUnread(error as Error, name, credentials !== undefined));
  }
}
