import { parseDigest } from '../../image/digest.ts';
import { isInvalid } from '../../image/invalid.ts';
import { parseManifest, type Descriptor } from '../../image/manifest.ts';
import { isIndexType, MEDIA_TYPES } from '../../image/media-types.ts';
import { getManifest, sendManifest } from './manifests.ts';
import { RegistryError } from './registry-error.ts';
import type { Session } from './session.ts';

/** Specification, "Referrers Tag Schema": both parts of the digest are cut so that the whole is a tag. */
const ALGORITHM_LENGTH_MAX = 32;
const ENCODED_LENGTH_MAX = 64;

/** The referrers of a digest that a registry without a list of its own keeps in an index under a tag. */
export async function referrersUnderTag(
  session: Session,
  repository: string,
  digest: string,
): Promise<readonly Descriptor[]> {
  const manifest = await getManifest(session, repository, tagFor(digest));
  if (!manifest || !isIndexType(manifest.mediaType)) return [];
  const index = parseManifest(manifest.bytes, MEDIA_TYPES.ociIndex);
  if (!isInvalid(index) && index.kind === 'index') return index.manifest.manifests;
  throw new RegistryError('the registry sent no list of referrers', { status: 200 });
}

/** Specification, "Pushing Manifests with Subject": the client keeps the list where the registry does not. */
export async function addUnderTag(
  session: Session,
  repository: string,
  subject: string,
  referrer: Descriptor,
): Promise<void> {
  const present = await referrersUnderTag(session, repository, subject);
  if (present.some(({ digest }) => digest === referrer.digest)) return;
  await putUnderTag(session, repository, subject, [...present, referrer]);
}

/** Specification, "Deleting Manifests": and takes from it what it deletes. */
export async function removeUnderTag(
  session: Session,
  repository: string,
  subject: string,
  referrer: string,
): Promise<void> {
  const present = await referrersUnderTag(session, repository, subject);
  const left = present.filter(({ digest }) => digest !== referrer);
  if (left.length < present.length) await putUnderTag(session, repository, subject, left);
}

async function putUnderTag(
  session: Session,
  repository: string,
  subject: string,
  manifests: readonly Descriptor[],
): Promise<void> {
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests };
  const bytes = Buffer.from(JSON.stringify(index));
  await sendManifest(session, repository, tagFor(subject), MEDIA_TYPES.ociIndex, bytes);
}

function tagFor(digest: string): string {
  const { algorithm, hex } = parseDigest(digest) ?? {};
  if (!algorithm || !hex) throw new RegistryError(`\`${digest}\` is no digest`, { code: 'DIGEST_INVALID' });
  return `${algorithm.slice(0, ALGORITHM_LENGTH_MAX)}-${hex.slice(0, ENCODED_LENGTH_MAX)}`;
}
