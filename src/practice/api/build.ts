import { isInvalid, parseReference } from '../../image/reference.ts';
import { familiarReference } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import { buildImage } from '../build/build.ts';
import type { BuildOutput } from '../build/build.ts';
import { BuildCache } from '../build/cache.ts';
import type { Call } from '../http/call.ts';
import { flag, uploadOf } from '../http/call.ts';
import { badRequest, notServed } from '../http/failure.ts';
import { failStream, JsonStream, sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import { taggedReference } from '../images/docker-reference.ts';
import type { Folders } from '../store/folders.ts';
import { readAllCredentials } from '../transfer/credentials.ts';
import { fetchImages } from '../transfer/fetch.ts';
import type { TransferParts } from '../transfer/fetch.ts';

export interface BuildRoutes extends TransferParts {
  readonly folders: Folders;
  readonly log: (line: string) => void;
}

/** Building images, in the way of Docker's builder before BuildKit. */
export function buildRoutes(router: Router, parts: BuildRoutes): void {
  const cache = new BuildCache(parts.folders, parts.store, parts.log);
  router.on('POST', '/build', (call) => build(call, parts, cache));
  router.on('POST', '/build/prune', ({ response }) => {
    const { deleted, freed } = cache.prune();
    sendJson(response, 200, { CachesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: freed });
  });
}

async function build(call: Call, parts: BuildRoutes, cache: BuildCache): Promise<void> {
  const { query, request, response, signal } = call;
  if (query.get('version') === '2') {
    throw notServed('BuildKit', "set DOCKER_BUILDKIT=0 for Docker's other builder, which practice serves");
  }
  if (query.get('remote')) {
    throw notServed('build contexts from elsewhere', 'give a folder, or a tar on standard input');
  }
  const names = query.getAll('t').filter(Boolean).map(buildTag);
  const credentials = readAllCredentials(request);
  const stream = new JsonStream(response);
  const quiet = flag(query, 'q');
  const kept: unknown[] = [];
  const output: BuildOutput = {
    text: (text) => (quiet ? kept.push({ stream: text }) : stream.send({ stream: text })),
    send: (line) => (quiet ? kept.push(line) : stream.send(line)),
  };
  const { store } = parts;
  const options = {
    context: uploadOf(call),
    dockerfile: query.get('dockerfile') ?? '',
    arguments: readMap(query, 'buildargs') as Record<string, string | null>,
    labels: readMap(query, 'labels') as Record<string, string>,
    target: query.get('target') ?? '',
    platform: query.get('platform') ?? '',
    noCache: flag(query, 'nocache'),
    pull: flag(query, 'pull'),
    signal,
  };
  try {
    const image = await buildImage(
      options,
      {
        store,
        cache,
        drafts: parts.folders.drafts,
        limits: parts.limits,
        async fetch(name, platform, { send }, abort) {
          const reference = taggedReference(name);
          const login = credentials(reference.domain);
          await fetchImages(
            { reference, all: false, platform, credentials: login, signal: abort, stream: { send } },
            parts,
          );
          return store.require(name);
        },
      },
      output,
    );
    if (quiet) stream.send({ stream: `${image.id}\n` });
    else {
      stream.send({ aux: { ID: image.id } });
      stream.send({ stream: `Successfully built ${image.id.slice(7, 19)}\n` });
    }
    for (const name of names) {
      store.tag(image.id, name);
      const labels = store.config(image).config?.Labels ?? {};
      parts.events.emit('image', 'tag', image.id, { ...labels, name: familiarReference(name) });
      if (!quiet) stream.send({ stream: `Successfully tagged ${familiarReference(name)}\n` });
    }
    stream.end();
  } catch (error) {
    if (quiet) for (const line of kept) stream.send(line);
    failStream(stream, error);
  }
}

function buildTag(text: string): Reference {
  const parsed = parseReference(text);
  if (!isInvalid(parsed) && parsed.digest) {
    throw badRequest('build tag cannot contain a digest');
  }
  return taggedReference(text, 500);
}

function readMap(query: URLSearchParams, name: string): Record<string, unknown> {
  const text = query.get(name);
  if (!text) return {};
  try {
    const map = JSON.parse(text) as unknown;
    if (map !== null && typeof map === 'object' && !Array.isArray(map)) return map as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw badRequest(`error reading ${name}`);
}
