import type { Digest } from '../../image/digest.ts';
import { failure } from '../failure.ts';
import type { Outcome } from './answer.ts';
import { alreadyKnown } from './conditional.ts';
import type { Exchange } from './exchange.ts';
import { parseRange } from './range.ts';

/** Blobs never change under their digest: a year, the longest that HTTP caches are asked to keep. */
const CACHE_CONTROL = 'max-age=31536000';

/** Specification, "Pulling blobs" and "Checking if content exists in the registry": `HEAD`, `GET /v2/<name>/blobs/<digest>`. */
export async function getBlob(exchange: Exchange, name: string, digest: Digest): Promise<Outcome> {
  const { store, upstream } = exchange.context;
  const head = exchange.method === 'HEAD';
  if (head && !upstream && !exchange.context.readOnly) await noteTold(exchange, name, digest);
  const arriving = head ? undefined : await upstream?.blob(name, digest);
  const size =
    (await store.layers.size(name, digest)) ??
    (head ? await upstream?.blobSize(name, digest) : arriving?.size);
  if (size === undefined) return failure('BLOB_UNKNOWN', { detail: { digest: digest.text } });
  const etag = `"${digest.text}"`;
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Docker-Content-Digest': digest.text,
    'Accept-Ranges': 'bytes',
    'Cache-Control': CACHE_CONTROL,
    ETag: etag,
  };
  if (alreadyKnown(exchange.header('if-none-match'), etag)) return { status: 304, headers };

  // A part only to who has another part of the same bytes (RFC 9110, 13.1.5).
  const ifRange = exchange.header('if-range');
  const range = parseRange(
    ifRange === undefined || ifRange === etag ? exchange.header('range') : undefined,
    size,
  );
  if (range === 'unsatisfiable') {
    return failure('RANGE_INVALID', {
      message: 'the blob does not have these bytes',
      detail: { size },
      headers: { 'Content-Range': `bytes */${size}` },
    });
  }
  const { start, length } = range ?? { start: 0, length: size };
  const part = range && { 'Content-Range': `bytes ${start}-${start + length - 1}/${size}` };
  const answer = { status: range ? 206 : 200, headers: { ...headers, ...part, 'Content-Length': length } };
  if (head) return answer;
  const stored = await store.layers.find(name, digest);
  const handle = stored && (await store.blobs.open(stored));
  if (!handle && arriving) return { ...answer, body: arriving.bytes(start, length) };
  if (!handle) return failure('BLOB_UNKNOWN', { detail: { digest: digest.text } });
  return { ...answer, body: { handle, start, length } };
}

/**
 * A push asks this, and does not send what is there. So it is noted before the last look: a collector first takes the
 * bytes away, and then looks who was told of them.
 */
async function noteTold({ context: { store } }: Exchange, name: string, digest: Digest): Promise<void> {
  if ((await store.layers.size(name, digest)) !== undefined) store.pending.add(name, digest, 'told');
}

/** Specification, "Deleting Blobs": 202, and 405 where deleting is not enabled. */
export async function deleteBlob(exchange: Exchange, name: string, digest: Digest): Promise<Outcome> {
  const { layers, pending } = exchange.context.store;
  pending.forget(name, digest);
  const removed = await layers.remove(name, digest);
  if (!removed) return failure('BLOB_UNKNOWN', { detail: { digest: digest.text } });
  return { status: 202, headers: { 'Content-Length': 0, 'Docker-Content-Digest': digest.text } };
}
