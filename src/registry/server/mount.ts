import type { Digest } from '../../image/digest.ts';
import { isRepositoryName } from '../../image/repository-name.ts';
import type { Exchange } from './exchange.ts';

/**
 * Specification, "Mounting a blob from another repository": the repository to mount from, the named one or, where the
 * client names none, any that has the blob. Only one from which this user may pull counts.
 */
export async function findSource(exchange: Exchange, digest: Digest): Promise<string | undefined> {
  const { store } = exchange.context;
  const from = exchange.query.get('from');
  if (from !== null)
    return isRepositoryName(from) && (await isSource(exchange, from, digest)) ? from : undefined;
  if (store.blobs.size(digest) === undefined) return undefined;
  for (const name of await store.repositories()) {
    if (await isSource(exchange, name, digest)) return name;
  }
  return undefined;
}

async function isSource(exchange: Exchange, name: string, digest: Digest): Promise<boolean> {
  const { store, auth } = exchange.context;
  if ((await store.layers.size(name, digest)) === undefined) return false;
  return (await auth?.allows(exchange, { type: 'repository', name, actions: ['pull'] })) ?? true;
}
