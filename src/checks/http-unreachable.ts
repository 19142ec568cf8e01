import type Docker from 'dockerode';
import { containerName } from './engine-state.ts';
import { missed } from './finding.ts';
import type { HttpFailure } from './http-request.ts';
import type { Evaluation, World } from './kind.ts';
import type { RegistryEndpoint } from '../engine/engine.ts';
import { code, firstLine, listed } from './phrases.ts';
import { publishingsOf } from './ports.ts';
import { idleService } from './service-idle.ts';

/** Where a URL really leads: practice plays hosted registries at addresses of its own. */
export async function addressOf(
  url: string,
  { engine }: World,
): Promise<{ url: string } & Pick<RegistryEndpoint, 'missing' | 'beside'>> {
  const { host, hostname, pathname, search } = new URL(url);
  if (hostname === 'localhost' || /^127\.|^\[::1\]$/.test(hostname)) return { url };
  const endpoint = await engine.registry(host);
  const played = endpoint.standIn || endpoint.missing;
  return played ? { ...endpoint, url: `${endpoint.url}${pathname}${search}` } : { url };
}

/** Practice asks no network: a registry that nobody made there is none. Perhaps it was made under another name. */
export function noSuchRegistry(
  host: string,
  expected: string,
  { beside = [] }: Pick<RegistryEndpoint, 'beside'>,
): Evaluation {
  const actual = `there is no registry ${code(host)}`;
  if (beside.length === 0)
    return missed(expected, actual, { help: 'Was it created, and is the name spelled as it was there?' });
  return missed(expected, actual, {
    nearest: `there is ${listed(beside)}`,
    help: `A registry keeps the name that it was created with: create one called ${code(host.slice(0, host.indexOf('.')))}.`,
  });
}

/** Nobody answered in HTTP: which container publishes a port instead, or which language is spoken there. */
export async function unreachable(
  url: string,
  { code: reason, message }: Pick<HttpFailure, 'code' | 'message'>,
  expected: string,
  world: World,
  ca?: string,
): Promise<Evaluation> {
  const { hostname, port, protocol } = new URL(url);
  const number = Number(port || (protocol === 'https:' ? 443 : 80));
  const address = `${hostname}:${number}`;
  if (reason === 'ECONNREFUSED')
    return missed(expected, `nothing listens at ${code(address)}`, {
      help: 'A server must run, and its port must be published on this machine.',
      ...(await publishedInstead(number, world)),
      lacks: { what: 'address', host: hostname, port: number },
    });
  if (reason === 'ENOTFOUND' || reason === 'EAI_AGAIN')
    return missed(expected, `the name ${code(hostname)} is not known (${reason})`, {
      help: 'Is the host name spelled right, and is there a network?',
    });
  if (reason === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return missed(
      expected,
      `the certificate of ${code(address)} is made for another name than ${code(hostname)}`,
      {
        nearest: firstLine(message),
        help: `Make one for ${code(hostname)} (its ${code('subjectAltName')} counts), and start the server again: it reads its certificate when it starts.`,
      },
    );
  if (/CERT|SELF_SIGNED|ISSUER/.test(reason) && ca !== undefined)
    return missed(expected, `${code(address)} shows another certificate than ${code(ca)} (${reason})`, {
      help: 'A server reads its certificate when it starts. Was the file made anew since? Then `docker restart` it; or the server was given another file.',
    });
  if (/CERT|SELF_SIGNED|ISSUER/.test(reason))
    return missed(expected, `the certificate of ${code(address)} is not trusted (${reason})`, {
      help: 'A client trusts a certificate when it, or the one that signed it, is on its list.',
    });
  if (reason === 'EPROTO' || /WRONG_VERSION|SSL/.test(reason))
    return missed(expected, `${code(address)} does not speak TLS`, {
      help: 'It speaks plain HTTP: the address is `http://`.',
    });
  if (reason === 'ECONNRESET' || reason.startsWith('HPE_'))
    return missed(expected, `${code(address)} hung up without an answer in HTTP (${reason})`, {
      help: 'Something else than a registry may listen there, or the wrong port inside the container was published.',
      ...(await idleService(number, world)),
      lacks: { what: 'address', host: hostname, port: number },
    });
  return missed(expected, `no answer from ${code(address)} (${reason}: ${message})`, {
    lacks: { what: 'address', host: hostname, port: number },
  });
}

/** Ports that containers publish while the wanted one is closed: most often the same registry, at another port. */
async function publishedInstead(
  wanted: number,
  { engine }: Pick<World, 'engine'>,
): Promise<Partial<Evaluation>> {
  const all = await engine.api.listContainers({ all: true }).catch(() => []);
  const published = all.flatMap((one) =>
    (one.Ports ?? []).flatMap(({ PublicPort, PrivatePort }) =>
      PublicPort && PublicPort !== wanted ? [{ name: containerName(one), PublicPort, PrivatePort }] : [],
    ),
  );
  const idle = await idleService(wanted, { engine });
  if (idle) return idle;
  const near = published.find(({ PrivatePort }) => PrivatePort === wanted) ?? published[0];
  const ended = await endedAt(wanted, all, engine);
  if (ended !== undefined)
    return {
      nearest: `the container ${code(ended)} is there for that port, but has exited`,
      help: `${code(`docker start ${ended}`)} starts it again; if nobody stopped it, ${code(`docker logs ${ended}`)} shows what it said.`,
    };
  return near
    ? { nearest: `the container ${code(near.name)} publishes ${near.PublicPort}→${near.PrivatePort}` }
    : {};
}

/** A container that would publish the port if it ran; the list of containers shows no ports of those that ended. */
async function endedAt(
  port: number,
  all: readonly Docker.ContainerInfo[],
  { api }: World['engine'],
): Promise<string | undefined> {
  for (const one of all.filter(({ State }) => State === 'exited')) {
    const is = await api
      .getContainer(one.Id)
      .inspect()
      .catch(() => undefined);
    const bindings = is?.HostConfig.PortBindings as Parameters<typeof publishingsOf>[0];
    if (publishingsOf(bindings ?? {}).some(({ host }) => host === port)) return containerName(one);
  }
  return undefined;
}
