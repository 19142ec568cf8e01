import type { Digest } from '../../image/digest.ts';
import { isRepositoryName } from '../../image/repository-name.ts';
import type { Exchange } from './exchange.ts';

/**
 * Specification, "Mounting a blob from another repository": the repository gets a link to bytes that are here already. A
 * mount that finds nothing, or may not look, is false and goes on as an ordinary upload: 202, never an error.
 */
export async function mountBlob(exchange: Exchange, name: string, digest: Digest): Promise<boolean> {
  const { store } = exchange.context;
  return store.gate.pass(async () => {
    const source = await findSource(exchange, digest);
    const stored = source === undefined ? undefined : await store.layers.find(source, digest);
    if (!stored) return false;
    await store.layers.add(name, digest, stored);
    store.pending.add(name, digest, 'sent');
    return true;
  });
}

/** The repository named in the request or, where it names none, any that has the blob and this user may pull from. */
async function findSource(exchange: Exchange, digest: Digest): Promise<string | undefined> {
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
