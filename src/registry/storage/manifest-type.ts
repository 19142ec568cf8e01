import { isObject, parseObject, type JsonObject } from '../../image/json-shape.ts';
import { isInvalid } from '../../image/invalid.ts';
import { MEDIA_TYPES } from '../../image/media-types.ts';

/**
 * What a stored manifest is. The layout keeps only bytes, so the media type is the one that the document names; an
 * OCI document may leave it out (image specification, manifest.md and image-index.md), and then its shape tells.
 */
export function describeManifest(bytes: Uint8Array): { mediaType: string; document: JsonObject | undefined } {
  const document = parseObject(bytes, 'manifest');
  if (isInvalid(document)) return { mediaType: 'application/octet-stream', document: undefined };
  return { mediaType: mediaTypeOf(document), document };
}

function mediaTypeOf(document: JsonObject): string {
  if (typeof document.mediaType === 'string' && document.mediaType !== '') return document.mediaType;
  if (document.schemaVersion === 1) {
    return document.signatures ? MEDIA_TYPES.dockerSchema1Signed : MEDIA_TYPES.dockerSchema1;
  }
  return Array.isArray(document.manifests) && !isObject(document.config)
    ? MEDIA_TYPES.ociIndex
    : MEDIA_TYPES.ociManifest;
}
