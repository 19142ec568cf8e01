import { stat } from 'node:fs/promises';
import { unlessAbsent } from './absent.ts';
import type { Store } from './store.ts';

/**
 * Takes away what a pull-through registry fetched more than `ttlMs` ago: manifests with their tags, and the repositories'
 * links to blobs; returns how many. The bytes go with the next collection of garbage.
 */
export async function expire(store: Store, ttlMs: number): Promise<number> {
  const { layout, manifests, layers, pending } = store;
  const isOld = async (link: string) => {
    const fetched = (await unlessAbsent(stat(link)))?.mtimeMs;
    return fetched !== undefined && Date.now() - fetched > ttlMs;
  };
  let expired = 0;
  for (const name of await store.repositories()) {
    for (const digest of await manifests.list(name)) {
      if (!(await isOld(layout.revisionLink(name, digest)))) continue;
      await manifests.remove(name, digest);
      expired += 1;
    }
    for (const digest of await layers.list(name)) {
      if (!(await isOld(layout.layerLink(name, digest)))) continue;
      await layers.remove(name, digest);
      pending.forget(name, digest);
      expired += 1;
    }
  }
  return expired;
}
