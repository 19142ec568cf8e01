import type { Readable } from 'node:stream';
import type { Access } from '../auth/auth.ts';
import { resolved, type HttpAnswer } from './http.ts';
import { pull, push, remove } from './repository-access.ts';
import { RegistryError } from './registry-error.ts';
import type { Session } from './session.ts';
import { verified } from './verified.ts';

export interface OpenBlob {
  /** Bytes; undefined when the registry does not say. */
  readonly size: number | undefined;
  /** Fails at its end when the bytes are not the digest's. */
  readonly stream: Readable;
}

/** A blob to read; undefined when it is not there. */
export async function openBlob(
  session: Session,
  repository: string,
  digest: string,
): Promise<OpenBlob | undefined> {
  const ask = { method: 'GET', path: `v2/${repository}/blobs/${digest}`, access: pull(repository) };
  const answer = await session.ask(ask);
  if (answer.status === 200) return { size: lengthOf(answer), stream: verified(answer, digest) };
  if (answer.status !== 404) throw await session.error(ask, answer);
  answer.body.resume();
  return undefined;
}

/** The size of a blob in bytes, which `HEAD` has to tell; undefined when it is not there. */
export async function blobSize(
  session: Session,
  repository: string,
  digest: string,
): Promise<number | undefined> {
  const ask = { method: 'HEAD', path: `v2/${repository}/blobs/${digest}`, access: pull(repository) };
  const answer = await session.expect(ask, 200, 404);
  answer.body.resume();
  return answer.status === 404 ? undefined : lengthOf(answer);
}

function lengthOf({ headers }: HttpAnswer): number | undefined {
  const length = Number(headers['content-length'] ?? Number.NaN);
  return Number.isSafeInteger(length) ? length : undefined;
}

export async function hasBlob(session: Session, repository: string, digest: string): Promise<boolean> {
  const ask = { method: 'HEAD', path: `v2/${repository}/blobs/${digest}`, access: pull(repository) };
  const answer = await session.expect(ask, 200, 404);
  answer.body.resume();
  return answer.status === 200;
}

export async function deleteBlob(session: Session, repository: string, digest: string): Promise<boolean> {
  const ask = { method: 'DELETE', path: `v2/${repository}/blobs/${digest}`, access: remove(repository) };
  const answer = await session.expect(ask, 200, 202, 204, 404);
  answer.body.resume();
  return answer.status !== 404;
}

/**
 * Brings a blob to a repository in the cheapest way that the registry allows: it has it already, it mounts it from
 * `mountFrom`, or it gets the bytes (`size` of them) from `open`.
 */
export async function pushBlob(
  session: Session,
  repository: string,
  digest: string,
  size: number,
  open: () => Readable,
  { mountFrom }: { mountFrom?: string | undefined } = {},
): Promise<'existed' | 'mounted' | 'pushed'> {
  if (await hasBlob(session, repository, digest)) return 'existed';
  const mount = mountFrom === undefined ? '' : `?mount=${digest}&from=${mountFrom}`;
  const access = mountFrom === undefined ? push(repository) : [...push(repository), ...pull(mountFrom)];
  const started = await session.expect(
    {
      method: 'POST',
      path: `v2/${repository}/blobs/uploads/${mount}`,
      access,
      headers: { 'Content-Length': 0 },
    },
    202,
    201,
  );
  started.body.resume();
  if (started.status === 201) return 'mounted';
  const { location } = started.headers;
  if (!location) throw new RegistryError('the registry did not say where to upload', { status: 202 });
  const upload = resolved(started, location);
  const url = new URL(upload);
  // The rest of the query belongs to the registry and goes back as it came.
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
  try {
    const done = await session.expect(
      {
        method: 'PUT',
        path: url.toString(),
        access,
        headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': size },
        body: open,
      },
      201,
      204,
    );
    done.body.resume();
  } catch (error) {
    await cancel(session, upload, access);
    throw error;
  }
  return 'pushed';
}

/** Whether this login may push to a repository: an upload is begun, and given up again. */
export async function mayPush(session: Session, repository: string): Promise<boolean> {
  const access = push(repository);
  const path = `v2/${repository}/blobs/uploads/`;
  try {
    const begun = { method: 'POST', path, access, headers: { 'Content-Length': 0 } };
    const answer = await session.expect(begun, 202);
    answer.body.resume();
    const { location } = answer.headers;
    if (location) await cancel(session, resolved(answer, location), access);
    return true;
  } catch (error) {
    if (error instanceof RegistryError && (error.status === 401 || error.status === 403)) return false;
    throw error;
  }
}

/** Nobody goes on with an upload that failed: without it the registry may drop what it got. It need not be able to. */
async function cancel(session: Session, location: string, access: readonly Access[]): Promise<void> {
  try {
    const answer = await session.ask({ method: 'DELETE', path: location, access });
    answer.body.resume();
  } catch {
    // What failed before is what the caller has to hear of.
  }
}
