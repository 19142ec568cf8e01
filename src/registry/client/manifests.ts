import { digestOf, parseDigest } from '../../image/digest.ts';
import { bareMediaType, MANIFEST_ACCEPT, MEDIA_TYPES } from '../../image/media-types.ts';
import { readBytes, type HttpAnswer } from './http.ts';
import { pull, push, remove } from './repository-access.ts';
import { RegistryError } from './registry-error.ts';
import type { Session } from './session.ts';

export interface FetchedManifest {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly json: unknown;
}

export interface ManifestHead {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** Twice what registries take: whoever sends more sends no manifest. */
const MANIFEST_BYTES_MAX = 8 * 1024 * 1024;

const ACCEPT = [...MANIFEST_ACCEPT, MEDIA_TYPES.dockerSchema1Signed].join(', ');

export async function getManifest(
  session: Session,
  repository: string,
  reference: string,
): Promise<FetchedManifest | undefined> {
  const ask = {
    method: 'GET',
    path: pathOf(repository, reference),
    access: pull(repository),
    headers: { Accept: ACCEPT },
  };
  const answer = await session.ask(ask);
  if (answer.status === 404) return drained(answer);
  if (answer.status !== 200) throw await session.error(ask, answer);
  const bytes = await readBytes(answer, MANIFEST_BYTES_MAX);
  const digest = digestOf(bytes, parseDigest(reference)?.algorithm);
  // Specification, "Pulling manifests": who asks for a digest must check that it got that.
  if (reference.includes(':') && digest !== reference) {
    throw new RegistryError(`the manifest is not the one of ${reference}`, {
      code: 'DIGEST_INVALID',
      status: 200,
    });
  }
  return { mediaType: typeOf(answer), digest, bytes, json: parseJson(bytes) };
}

export async function headManifest(
  session: Session,
  repository: string,
  reference: string,
): Promise<ManifestHead | undefined> {
  const ask = {
    method: 'HEAD',
    path: pathOf(repository, reference),
    access: pull(repository),
    headers: { Accept: ACCEPT },
  };
  const answer = await session.ask(ask);
  answer.body.resume();
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw await session.error(ask, answer);
  const digest = answer.headers['docker-content-digest'];
  const size = Number(answer.headers['content-length'] ?? Number.NaN);
  const isOther = reference.includes(':') && digest !== reference;
  if (typeof digest === 'string' && parseDigest(digest) && !isOther && Number.isSafeInteger(size)) {
    return { mediaType: typeOf(answer), digest, size };
  }
  // Both headers may be lacking, or wrong; the bytes always tell.
  const whole = await getManifest(session, repository, reference);
  return whole && { mediaType: whole.mediaType, digest: whole.digest, size: whole.bytes.length };
}

/** Puts a manifest; `notedSubject` when the registry says that it keeps the list of referrers itself. */
export async function sendManifest(
  session: Session,
  repository: string,
  reference: string,
  mediaType: string,
  bytes: Uint8Array,
): Promise<{ digest: string; notedSubject: boolean }> {
  const answer = await session.expect(
    {
      method: 'PUT',
      path: pathOf(repository, reference),
      access: push(repository),
      headers: { 'Content-Type': mediaType, 'Content-Length': bytes.length },
      body: bytes,
    },
    201,
    200,
    202,
  );
  answer.body.resume();
  return {
    digest: digestOf(bytes, parseDigest(reference)?.algorithm),
    notedSubject: answer.headers['oci-subject'] !== undefined,
  };
}

/** False when it was not there. */
export async function deleteManifest(
  session: Session,
  repository: string,
  reference: string,
): Promise<boolean> {
  const ask = { method: 'DELETE', path: pathOf(repository, reference), access: remove(repository) };
  const answer = await session.expect(ask, 200, 202, 204, 404);
  answer.body.resume();
  return answer.status !== 404;
}

function pathOf(repository: string, reference: string): string {
  return `v2/${repository}/manifests/${reference}`;
}

function typeOf({ headers }: HttpAnswer): string {
  return bareMediaType(headers['content-type'] ?? MEDIA_TYPES.ociManifest);
}

function drained(answer: HttpAnswer): undefined {
  answer.body.resume();
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
