import { parseDigest, type Digest, type DigestAlgorithm } from '../../image/digest.ts';
import { failure, type Failure } from '../failure.ts';
import type { Store } from '../storage/store.ts';
import type { UploadSession } from '../storage/upload-session.ts';
import type { Answer, Outcome } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { mountBlob } from './mount.ts';
import { parseContentRange } from './range.ts';
import { invalidDigest } from './route.ts';

/**
 * Specification, "Pushing blobs": `POST /v2/<name>/blobs/uploads/` starts an upload, takes a whole blob at once
 * (`?digest=`, "Single POST"), or mounts one from another repository (`?mount=&from=`, "Mounting a blob").
 */
export async function startUpload(exchange: Exchange, name: string): Promise<Outcome> {
  const { store } = exchange.context;
  const mount = parseDigest(exchange.query.get('mount') ?? '');
  if (mount && (await mountBlob(exchange, name, mount))) return created(exchange, name, mount);

  const written = exchange.query.get('digest');
  if (written !== null) {
    const digest = parseDigest(written);
    if (!digest) return invalidDigest(written);
    const id = await store.uploads.start(name, digest.algorithm);
    try {
      return await finishUpload(exchange, name, id);
    } finally {
      // The client never learns where this upload is: what is left of it, nobody can finish.
      await store.uploads.remove(name, id);
    }
  }
  const algorithm = exchange.query.get('digest-algorithm') ?? 'sha256';
  if (!['sha256', 'sha384', 'sha512'].includes(algorithm)) {
    return failure('DIGEST_INVALID', { message: 'unknown digest algorithm', detail: { algorithm } });
  }
  const id = await store.uploads.start(name, algorithm as DigestAlgorithm);
  return progress(exchange, name, id, 0, 202);
}

/** Specification, "Pushing a blob in chunks": `GET` of an upload tells how far it is. */
export async function uploadStatus(exchange: Exchange, name: string, id: string): Promise<Outcome> {
  const size = exchange.context.store.uploads.find(name, id)?.size();
  return size === undefined ? unknownUpload(id) : progress(exchange, name, id, size, 204);
}

/** Specification, "Pushing a blob in chunks": `PATCH` appends a chunk, or a stream of any length. */
export async function appendToUpload(exchange: Exchange, name: string, id: string): Promise<Outcome> {
  return exchange.context.store.uploads.exclusively(name, id, async (session) => {
    if (!session) return unknownUpload(id);
    const refused = await receive(exchange, name, id, session);
    return refused ?? progress(exchange, name, id, session.size() ?? 0, 202);
  });
}

/** Specification, "POST then PUT" and "Pushing a blob in chunks": `PUT …?digest=` takes the last bytes, if any, and closes. */
export async function finishUpload(exchange: Exchange, name: string, id: string): Promise<Outcome> {
  const { store } = exchange.context;
  return store.uploads.exclusively(name, id, async (session) => {
    if (!session) return unknownUpload(id);
    const written = exchange.query.get('digest') ?? '';
    const digest = parseDigest(written);
    if (!digest) return invalidDigest(written);
    const refused = await receive(exchange, name, id, session);
    if (refused) return refused;
    const matches = await closeUpload(store, name, id, digest);
    return matches
      ? created(exchange, name, digest)
      : failure('DIGEST_INVALID', { detail: { digest: digest.text } });
  });
}

async function closeUpload(store: Store, name: string, id: string, digest: Digest): Promise<boolean> {
  try {
    return await store.gate.pass(async () => {
      // Noted before it is there: on a disk that is full by now, nothing may be kept of which the client hears an error.
      store.pending.add(name, digest, 'sent');
      const matches = await store.uploads.finish(name, id, digest);
      if (!matches) store.pending.settle(name, digest.text);
      return matches;
    });
  } catch (error) {
    await store.uploads.remove(name, id);
    throw error;
  }
}

/** `DELETE` of an upload drops what it had: Docker's registry always had this, the specification has it after 1.1. */
export async function cancelUpload(exchange: Exchange, name: string, id: string): Promise<Outcome> {
  const { uploads } = exchange.context.store;
  // After the request that works on it: a file that goes in the middle of a chunk would look like a broken disk.
  return uploads.exclusively(name, id, async (session) => {
    if (session?.size() === undefined) return unknownUpload(id);
    await uploads.remove(name, id);
    return { status: 204, headers: { 'Docker-Upload-UUID': id } };
  });
}

/** Appends the body where it belongs; a chunk out of order is 416 with the range that the registry has. */
async function receive(
  exchange: Exchange,
  name: string,
  id: string,
  session: UploadSession,
): Promise<Failure | undefined> {
  const size = session.size();
  if (size === undefined) return unknownUpload(id);
  const header = exchange.header('content-range');
  const written = exchange.header('content-length');
  const length = written === undefined ? undefined : Number(written);
  if (header !== undefined) {
    const range = parseContentRange(header);
    if (!range || range.start !== size) {
      const { headers } = progress(exchange, name, id, size, 416);
      return failure('RANGE_INVALID', {
        message: range ? 'the chunk does not start where the last one ended' : 'invalid content range',
        detail: { received: header.slice(0, 100), size },
        headers: headers as Record<string, string>,
      });
    }
    if (length !== undefined && length !== range.length) {
      return failure('SIZE_INVALID', { detail: { contentRange: header, contentLength: length } });
    }
  }
  try {
    await session.append({ chunks: exchange.body(), length });
  } catch (error) {
    // Where the client left, it may come back and go on; where the disk failed, nobody can, and the space is needed.
    if (!exchange.clientLeft) await exchange.context.store.uploads.remove(name, id);
    throw error;
  }
  return undefined;
}

function created(exchange: Exchange, name: string, digest: Digest): Answer {
  return {
    status: 201,
    headers: {
      Location: exchange.absolute(`/v2/${name}/blobs/${digest.text}`),
      'Docker-Content-Digest': digest.text,
      'Content-Length': 0,
    },
  };
}

/**
 * Where the upload goes on, and how far it is. `Range` counts from 0 to the last byte, and says `0-0` for none too. The
 * query is there because scripts written for Docker's registry append `&digest=…` to whatever `Location` says.
 */
function progress(exchange: Exchange, name: string, id: string, size: number, status: number): Answer {
  const state = Buffer.from(`${id}:${size}`).toString('base64url');
  return {
    status,
    headers: {
      Location: exchange.absolute(`/v2/${name}/blobs/uploads/${id}?_state=${state}`),
      Range: `0-${Math.max(size - 1, 0)}`,
      'Docker-Upload-UUID': id,
      ...(status === 204 ? {} : { 'Content-Length': 0 }),
    },
  };
}

function unknownUpload(id: string): Failure {
  return failure('BLOB_UPLOAD_UNKNOWN', { detail: { id } });
}
