import { isInvalid } from '../../image/invalid.ts';
import { hostPlatform, parsePlatform } from '../../image/platform.ts';
import { familiarName } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import { isTag } from '../../image/repository-name.ts';
import { connectRegistry } from '../../registry/client/client.ts';
import type { RegistryClient } from '../../registry/client/client.ts';
import { readJson } from '../http/call.ts';
import type { Call } from '../http/call.ts';
import { ApiFailure, badRequest, serverError } from '../http/failure.ts';
import { failStream, JsonStream, sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import { dockerReference } from '../images/docker-reference.ts';
import { importArchive } from './archives.ts';
import type { ArchiveParts } from './archives.ts';
import { readCredentials } from '../transfer/credentials.ts';
import { connectTo, fetchImages } from '../transfer/fetch.ts';
import type { Connection, TransferParts } from '../transfer/fetch.ts';
import { pushImage } from '../transfer/push.ts';
import { explain, manifestUnknown } from '../transfer/refusal.ts';

/** What goes between the engine and registries: pull, push, login, and a look at what a registry has. */
export function transferRoutes(router: Router, parts: TransferParts & ArchiveParts): void {
  router.on('POST', '/images/create', (call) => pull(call, parts));
  router.on('POST', '/images/:name*/push', (call) => push(call, parts));
  router.on('POST', '/auth', (call) => login(call, parts));
  router.on('GET', '/distribution/:name*/json', (call) => distribution(call, parts));
}

async function pull(call: Call, parts: TransferParts & ArchiveParts): Promise<void> {
  const { query, request, response, signal } = call;
  if (query.get('fromSrc')) return importArchive(call, parts);
  const { reference, all } = pulledReference(query);
  const written = query.get('platform');
  const platform = written ? parsePlatform(written) : hostPlatform();
  if (isInvalid(platform)) throw badRequest(platform.problem);
  const credentials = readCredentials(request);
  const stream = new JsonStream(response);
  try {
    await fetchImages({ reference, all, platform, credentials, signal, stream }, parts);
    stream.end();
  } catch (error) {
    failStream(stream, error);
  }
}

/** `fromImage=alpine&tag=3.20`, `fromImage=alpine:3.20`, `tag=sha256:…`; without any tag: all of them. */
function pulledReference(query: URLSearchParams): { reference: Reference; all: boolean } {
  const named = dockerReference(query.get('fromImage') ?? '');
  const tag = query.get('tag') ?? '';
  if (tag === '') return { reference: named, all: named.tag === undefined && named.digest === undefined };
  if (tag.includes(':')) {
    const digested = `${familiarName(named)}@${tag}`;
    if (!/^[a-z0-9]+:[0-9a-f]{32,}$/.test(tag)) throw badRequest('invalid tag format');
    return { reference: dockerReference(digested), all: false };
  }
  if (!isTag(tag)) throw badRequest('invalid tag format');
  return { reference: { domain: named.domain, path: named.path, tag }, all: false };
}

async function push(call: Call, parts: TransferParts): Promise<void> {
  const { params, query, request, response, signal } = call;
  const { store, sources, events } = parts;
  const named = dockerReference(params.name!, 500);
  const credentials = readCredentials(request);
  const stream = new JsonStream(response);
  const tag = query.get('tag') || named.tag;
  const name = familiarName(named);
  stream.send({ status: `The push refers to repository [${named.domain}/${named.path}]` });
  let connection: Connection | undefined;
  try {
    const local = store.tagsIn(named);
    if (Object.keys(local).length === 0) {
      throw serverError(`An image does not exist locally with the tag: ${name}`);
    }
    if (tag !== undefined && local[tag] === undefined) {
      throw serverError(`tag does not exist: ${name}:${tag}`);
    }
    connection = await connectTo(named.domain, parts, credentials, signal);
    for (const one of tag === undefined ? Object.keys(local).sort() : [tag]) {
      const image = store.byId(local[one]!)!;
      const reference = { domain: named.domain, path: named.path, tag: one };
      await pushImage({ reference, image, client: connection.client, store, sources, stream });
    }
    events.emit('image', 'push', tag === undefined ? name : `${name}:${tag}`, { name });
    stream.end();
  } catch (error) {
    failStream(
      stream,
      connection ? explain(error, { action: 'push', reference: named, ...connection }) : error,
    );
  }
}

async function login(call: Call, parts: TransferParts): Promise<void> {
  const body = ((await readJson(call)) ?? {}) as Record<string, string | undefined>;
  const domain = (body.serveraddress ?? '').replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const hub = ['', 'index.docker.io', 'registry-1.docker.io', 'docker.io'].includes(domain);
  const credentials = body.username ? { username: body.username, password: body.password ?? '' } : undefined;
  const { endpoint } = await connectTo(hub ? 'docker.io' : domain, parts, credentials, call.signal);
  const client = connectRegistry({ url: endpoint.url, credentials, signal: call.signal, ca: endpoint.ca });
  try {
    // A catalog is asked for only to be let in: a ping hides why it failed.
    const answer = await client.ping();
    if (!answer.ok) throw await refused(client, answer.reason);
  } catch (error) {
    throw explain(error, { action: 'login', endpoint, credentials });
  }
  sendJson(call.response, 200, { IdentityToken: '', Status: 'Login Succeeded' });
}

/** The error behind a failed ping, with its status: a manifest that is nowhere is asked for with the same login. */
async function refused(client: RegistryClient, reason: string): Promise<Error> {
  try {
    await client.headManifest('library/login', 'check');
  } catch (error) {
    return error as Error;
  }
  return new ApiFailure(401, reason);
}

async function distribution(call: Call, parts: TransferParts): Promise<void> {
  const named = dockerReference(call.params.name!);
  const reference = { ...named, ...(named.digest || named.tag ? {} : { tag: 'latest' }) };
  const credentials = readCredentials(call.request);
  const connection = await connectTo(reference.domain, parts, credentials, call.signal);
  try {
    const found = await connection.client.manifest(
      reference.path,
      reference.digest ?? reference.tag ?? 'latest',
    );
    if (!found) throw manifestUnknown(reference);
    const { manifests } = (found.json ?? {}) as { manifests?: { platform?: object }[] };
    sendJson(call.response, 200, {
      Descriptor: { mediaType: found.mediaType, digest: found.digest, size: found.bytes.length },
      Platforms: (manifests ?? []).flatMap(({ platform }) => platform ?? []),
    });
  } catch (error) {
    throw explain(error, { action: 'pull', reference, ...connection });
  }
}
