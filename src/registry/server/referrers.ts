import type { Digest } from '../../image/digest.ts';
import { MEDIA_TYPES } from '../../image/media-types.ts';
import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

/**
 * Specification, "Listing Referrers": an index of what names this digest as its subject, perhaps of one
 * `artifactType` only. There is always an index, if need be an empty one, also for a digest that nobody pushed.
 */
export async function listReferrers(exchange: Exchange, name: string, digest: Digest): Promise<Answer> {
  const { store, upstream } = exchange.context;
  const all = await (upstream ? upstream.referrers(name, digest) : store.referrers.list(name, digest));
  const wanted = exchange.query.get('artifactType');
  const manifests = wanted === null ? all : all.filter(({ artifactType }) => artifactType === wanted);
  return {
    status: 200,
    headers: {
      'Content-Type': MEDIA_TYPES.ociIndex,
      ...(wanted === null ? {} : { 'OCI-Filters-Applied': 'artifactType' }),
    },
    body: JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests }),
  };
}
