import { isInvalid } from '../../image/invalid.ts';
import { parseDigest } from '../../image/digest.ts';
import { parseManifest, referencedBy, type Descriptor, type Manifest } from '../../image/manifest.ts';
import { mayBeElsewhere } from '../elsewhere.ts';
import { failure, type Failure } from '../failure.ts';
import { describeManifest } from '../storage/manifest-type.ts';
import { recallBlob, recallManifest } from '../storage/recall.ts';
import type { Store } from '../storage/store.ts';
import type { RegistryContext } from './context.ts';

/**
 * Specification, "Pushing Manifests": a manifest is refused when it is none, when it contradicts the `Content-Type`,
 * or when it names content that the repository does not have, unless that may be `sparse`. Its `subject` may come later.
 */
export async function checkManifest(
  { store, sparse }: RegistryContext,
  name: string,
  bytes: Uint8Array,
  contentType: string | undefined,
): Promise<Failure | undefined> {
  const manifest = parseManifest(bytes, contentType);
  if (isInvalid(manifest)) return failure('MANIFEST_INVALID', { detail: manifest.problem });
  const served = describeManifest(bytes).mediaType;
  if (served !== manifest.mediaType) {
    return failure('MANIFEST_INVALID', {
      detail: `the manifest comes as \`${manifest.mediaType}\` but has to say so in its \`mediaType\` too`,
    });
  }
  const [missing] = await missingOf(store, name, manifest);
  if (!missing || sparse) return undefined;
  return failure('MANIFEST_BLOB_UNKNOWN', { detail: { digest: missing.digest } });
}

/** What a manifest names and the repository does not have, even after what was collected too early is back. */
async function missingOf(store: Store, name: string, manifest: Manifest): Promise<Descriptor[]> {
  const missing: Descriptor[] = [];
  for (const descriptor of referencedBy(manifest)) {
    if (mayBeElsewhere(descriptor)) continue;
    const digest = parseDigest(descriptor.digest)!;
    const there =
      manifest.kind === 'index'
        ? (await store.manifests.has(name, digest)) || (await recallManifest(store, name, digest))
        : (await store.layers.size(name, digest)) !== undefined || (await recallBlob(store, name, digest));
    if (!there) missing.push(descriptor);
  }
  return missing;
}
