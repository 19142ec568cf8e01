import { parseDigest, type Digest } from '../../image/digest.ts';
import { digestsIn } from './manifest-content.ts';
import { describeManifest } from './manifest-type.ts';
import type { Store } from './store.ts';

/** A blob that was collected after a push to this repository had been told that it is there comes back. */
export async function recallBlob(store: Store, name: string, digest: Digest): Promise<boolean> {
  if (!store.pending.wasTold(name, digest)) return false;
  return bringBlobBack(store, name, digest);
}

/** A manifest likewise, with all that it names. */
export async function recallManifest(store: Store, name: string, digest: Digest): Promise<boolean> {
  if (!store.pending.wasTold(name, digest)) return false;
  return bringManifestBack(store, name, digest);
}

async function bringBlobBack(store: Store, name: string, digest: Digest): Promise<boolean> {
  if (!(await bringBytesBack(store, digest))) return false;
  await store.layers.add(name, digest);
  return true;
}

async function bringManifestBack(store: Store, name: string, digest: Digest): Promise<boolean> {
  if (!(await bringBytesBack(store, digest))) return false;
  const bytes = await store.blobs.read(digest);
  if (!bytes) return false;
  const { document } = describeManifest(bytes);
  const bringBack = document?.manifests === undefined ? bringBlobBack : bringManifestBack;
  // What is nowhere was perhaps never here: a layer that may not be distributed.
  for (const text of digestsIn(document)) await bringBack(store, name, parseDigest(text)!);
  await store.manifests.put(name, digest, bytes);
  return true;
}

async function bringBytesBack({ blobs, trash }: Store, digest: Digest): Promise<boolean> {
  const isThere = () => blobs.size(digest) !== undefined;
  // Another push may bring the same bytes back in this moment.
  return isThere() || (await trash.restore(digest)) || isThere();
}
