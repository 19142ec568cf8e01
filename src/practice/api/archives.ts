import { pipeline } from 'node:stream/promises';
import { hostPlatform, parsePlatform } from '../../image/platform.ts';
import type { Platform } from '../../image/platform.ts';
import { isInvalid } from '../../image/invalid.ts';
import { familiarReference } from '../../image/reference.ts';
import type { ArchiveLimits } from '../archive/limits.ts';
import type { EventLog } from '../events.ts';
import type { Call } from '../http/call.ts';
import { flag, uploadOf } from '../http/call.ts';
import { badRequest, notServed } from '../http/failure.ts';
import { failStream, JsonStream } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import { taggedReference } from '../images/docker-reference.ts';
import type { ImageStore } from '../images/image-store.ts';
import { importImage } from '../images/import.ts';
import { loadImages } from '../images/load.ts';
import { saveImages } from '../images/save.ts';
import type { Folders } from '../store/folders.ts';

export interface ArchiveParts {
  readonly store: ImageStore;
  readonly events: EventLog;
  readonly folders: Folders;
  readonly limits: ArchiveLimits;
}

/** Images to archives and from archives. Added before the routes of images, whose names may have any slashes. */
export function archiveRoutes(router: Router, parts: ArchiveParts): void {
  router.on('GET', '/images/get', (call) => save(call, call.query.getAll('names'), parts));
  router.on('GET', '/images/:name*/get', (call) => save(call, [call.params.name!], parts));
  router.on('POST', '/images/load', (call) => load(call, parts));
}

async function save(
  { response }: Call,
  names: readonly string[],
  { store, limits }: ArchiveParts,
): Promise<void> {
  const archive = saveImages(names, store, limits);
  response.writeHead(200, { 'Content-Type': 'application/x-tar' });
  // A reader that goes away is no error of ours.
  await pipeline(archive, response).catch(() => response.destroy());
}

async function load(call: Call, { store, events, folders, limits }: ArchiveParts): Promise<void> {
  const { query, response } = call;
  const platform = platformOf(query);
  const stream = new JsonStream(response);
  const quiet = flag(query, 'quiet');
  try {
    await loadImages({
      ...{ archive: uploadOf(call), platform, store, events, drafts: folders.drafts, limits, stream, quiet },
    });
    stream.end();
  } catch (error) {
    // Docker tells here within its answer also what was wrong at the beginning.
    stream.open();
    failStream(stream, error);
  }
}

/** POST /images/create?fromSrc=-: the other half of a route that mostly pulls. */
export async function importArchive(call: Call, parts: ArchiveParts): Promise<void> {
  const { query, response } = call;
  const source = query.get('fromSrc');
  if (source !== '-') throw notServed(`importing from ${source}`, 'get the file first, and import that');
  const repository = query.get('repo') ?? '';
  const name =
    repository === '' ? undefined : taggedReference([repository, query.get('tag')].filter(Boolean).join(':'));
  if (name?.digest) throw badRequest('cannot import digest reference');
  const image = await importImage({
    archive: uploadOf(call),
    platform: platformOf(query),
    changes: query.getAll('changes'),
    message: query.get('message') || `Imported from ${source}`,
    name,
    store: parts.store,
    limits: parts.limits,
  });
  parts.events.emit('image', 'import', image.id, { name: name ? familiarReference(name) : image.id });
  const stream = new JsonStream(response);
  stream.send({ status: image.id });
  stream.end();
}

function platformOf(query: URLSearchParams): Platform {
  const text = query.get('platform');
  // Clients of newer versions send a JSON document.
  const written = text?.startsWith('{') ? documentText(text) : text;
  const platform = written ? parsePlatform(written) : hostPlatform();
  if (isInvalid(platform)) throw badRequest(platform.problem);
  return platform;
}

function documentText(text: string): string {
  try {
    const { os, architecture, variant } = JSON.parse(text) as Record<string, string | undefined>;
    return [os, architecture, variant].filter(Boolean).join('/');
  } catch {
    throw badRequest('invalid platform');
  }
}
