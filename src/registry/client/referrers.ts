import { isInvalid } from '../../image/invalid.ts';
import { parseManifest, type Descriptor } from '../../image/manifest.ts';
import { MEDIA_TYPES } from '../../image/media-types.ts';
import { readText } from './http.ts';
import { nextPage, PAGES_MAX } from './link.ts';
import { addUnderTag, referrersUnderTag, removeUnderTag } from './referrers-tag.ts';
import { deleteManifest, getManifest, sendManifest } from './manifests.ts';
import { RegistryError } from './registry-error.ts';
import { pull } from './repository-access.ts';
import type { Ask, Session } from './session.ts';

/**
 * Specification, "Listing Referrers": the manifests that name `digest` as their subject, of one `artifactType` where
 * asked. A registry without that endpoint keeps them, if at all, in an index under a tag made of the digest.
 */
export async function listReferrers(
  session: Session,
  repository: string,
  digest: string,
  artifactType?: string,
): Promise<Descriptor[]> {
  const query = artifactType === undefined ? '' : `?artifactType=${encodeURIComponent(artifactType)}`;
  const found: Descriptor[] = [];
  let ask: Ask = {
    method: 'GET',
    path: `v2/${repository}/referrers/${digest}${query}`,
    access: pull(repository),
    headers: { Accept: MEDIA_TYPES.ociIndex },
  };
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await session.ask(ask);
    if (answer.status === 404 && page === 0) {
      answer.body.resume();
      return ofType(await referrersUnderTag(session, repository, digest), artifactType);
    }
    if (answer.status !== 200) throw await session.error(ask, answer);
    found.push(...descriptorsIn(await readText(answer)));
    const next = nextPage(answer);
    if (next === undefined) break;
    ask = { ...ask, path: next };
  }
  // A registry need not filter; one that did is filtered again without harm.
  return ofType(found, artifactType);
}

function descriptorsIn(text: string): readonly Descriptor[] {
  const index = parseManifest(text, MEDIA_TYPES.ociIndex);
  if (!isInvalid(index) && index.kind === 'index') return index.manifest.manifests;
  throw new RegistryError('the registry sent no list of referrers', { status: 200 });
}

function ofType(descriptors: readonly Descriptor[], artifactType: string | undefined): Descriptor[] {
  return descriptors.filter((one) => artifactType === undefined || one.artifactType === artifactType);
}

/**
 * Puts a manifest and, when it has a `subject` and the registry does not say that it noted that (`OCI-Subject`), notes it
 * in the list under the subject's tag (specification, "Pushing Manifests with Subject").
 */
export async function putManifest(
  session: Session,
  repository: string,
  reference: string,
  mediaType: string,
  bytes: Uint8Array,
): Promise<{ digest: string }> {
  const { digest, notedSubject } = await sendManifest(session, repository, reference, mediaType, bytes);
  const named = subjectIn(bytes, mediaType);
  if (named && !notedSubject) {
    const { subject, artifactType, annotations } = named;
    const referrer = {
      mediaType,
      digest,
      size: bytes.length,
      ...(artifactType !== undefined && { artifactType }),
      ...(annotations !== undefined && { annotations }),
    };
    await addUnderTag(session, repository, subject, referrer);
  }
  return { digest };
}

/** Deletes a manifest and, where the registry keeps no list of referrers, takes it from the one under the tag; false when it was not there. */
export async function removeManifest(
  session: Session,
  repository: string,
  reference: string,
): Promise<boolean> {
  const manifest = reference.includes(':') ? await getManifest(session, repository, reference) : undefined;
  const removed = await deleteManifest(session, repository, reference);
  const named = manifest && subjectIn(manifest.bytes, manifest.mediaType);
  if (removed && named && !(await hasList(session, repository, named.subject))) {
    await removeUnderTag(session, repository, named.subject, reference);
  }
  return removed;
}

async function hasList(session: Session, repository: string, digest: string): Promise<boolean> {
  const path = `v2/${repository}/referrers/${digest}`;
  const answer = await session.ask({ method: 'GET', path, access: pull(repository) });
  answer.body.resume();
  return answer.status !== 404;
}

/** What a manifest says of its subject, and of itself for the list; the type of an image without one is its config's. */
function subjectIn(bytes: Uint8Array, mediaType: string) {
  const parsed = parseManifest(bytes, mediaType);
  if (isInvalid(parsed)) return undefined;
  const { subject, artifactType, annotations } = parsed.manifest;
  const config = parsed.kind === 'image' ? parsed.manifest.config.mediaType : undefined;
  return subject && { subject: subject.digest, artifactType: artifactType ?? config, annotations };
}
