import type { Descriptor } from '../image/manifest.ts';
import { MEDIA_TYPES } from '../image/media-types.ts';

/** Layers that may not be distributed are fetched from their URLs, not from a registry (image specification, layer.md). */
export function mayBeElsewhere({ mediaType, urls }: Descriptor): boolean {
  const foreign =
    mediaType === MEDIA_TYPES.dockerForeignLayer ||
    mediaType.startsWith('application/vnd.oci.image.layer.nondistributable.');
  return foreign && (urls?.length ?? 0) > 0;
}
