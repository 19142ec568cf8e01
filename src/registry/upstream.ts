import { parseDigest, type Digest } from '../image/digest.ts';
import { connectRegistry, RegistryError, type RegistryClient } from './client/client.ts';
import type { Credentials } from './client/login.ts';
import { Download } from './download.ts';
import type { StoredManifest } from './storage/manifests.ts';
import type { ReferrerDescriptor } from './storage/referrers.ts';
import type { Store } from './storage/store.ts';

export interface UpstreamOptions {
  /** `https://registry-1.docker.io`. */
  readonly url: string;
  readonly credentials?: Credentials | undefined;
  /** How long the upstream may send nothing, in milliseconds, before it counts as gone. */
  readonly idleMs?: number | undefined;
  /** After how many milliseconds what was fetched is thrown away; never when not written. */
  readonly ttlMs?: number | undefined;
}

const IDLE_MS = 30_000;

/** Smaller blobs are here at once, and a failure can still be answered with an error. */
const READ_WHILE_ARRIVING_BYTES = 1024 * 1024;

/**
 * The registry behind a pull-through registry. What is asked for is fetched from there once, verified, kept, and served
 * from then on, also when the upstream is gone; only tags are asked for again, since they move.
 */
export class Upstream {
  readonly #store: Store;
  readonly #client: RegistryClient;
  readonly #downloads = new Map<string, Promise<Download | undefined>>();

  constructor(store: Store, options: UpstreamOptions) {
    this.#store = store;
    const { url, credentials, idleMs = IDLE_MS } = options;
    this.#client = connectRegistry({ url, credentials, idleMs });
  }

  /** What the tag is upstream now or, failing that, what it was here. */
  async tag(name: string, tag: string): Promise<Digest | undefined> {
    const known = await this.#store.tags.get(name, tag);
    try {
      const head = await this.#client.headManifest(name, tag);
      if (!head || head.digest === known?.text) return known;
      const digest = parseDigest(head.digest)!;
      if (!(await this.manifest(name, digest))) return known;
      await this.#store.tags.set(name, tag, digest);
      return digest;
    } catch (error) {
      if (known || isRefusal(error)) return known;
      throw error;
    }
  }

  async manifest(name: string, digest: Digest): Promise<StoredManifest | undefined> {
    const kept = await this.#store.manifests.get(name, digest);
    if (kept) return kept;
    const fetched = await absentWhenRefused(this.#client.manifest(name, digest.text));
    if (!fetched) return undefined;
    await this.#store.gate.pass(() => this.#store.manifests.put(name, digest, fetched.bytes));
    return this.#store.manifests.get(name, digest);
  }

  /**
   * Sees to it that the blob comes here, once for all who ask for it. A large one may be read while it arrives: then
   * that is returned. Otherwise it is here when this returns, or not to be had.
   */
  async blob(name: string, digest: Digest): Promise<Download | undefined> {
    if ((await this.#store.layers.size(name, digest)) !== undefined) return undefined;
    const key = `${name}@${digest.text}`;
    let running = this.#downloads.get(key);
    if (!running) {
      running = this.#download(name, digest);
      this.#downloads.set(key, running);
      const forget = () => this.#downloads.delete(key);
      void running.then((download) => download?.stored).then(forget, forget);
    }
    const download = await running;
    if ((download?.size ?? 0) >= READ_WHILE_ARRIVING_BYTES) return download;
    await download?.stored;
    return undefined;
  }

  /** The size of a blob that is not here, in bytes: nobody wants it yet. */
  async blobSize(name: string, digest: Digest): Promise<number | undefined> {
    return absentWhenRefused(this.#client.blobSize(name, digest.text));
  }

  async tags(name: string): Promise<string[] | undefined> {
    const here = await this.#store.tags.list(name);
    try {
      return (await absentWhenRefused(this.#client.tags(name)))?.sort() ?? here;
    } catch (error) {
      if (here) return here;
      throw error;
    }
  }

  /** Signatures and the like come after what they are for: the upstream is asked each time, as for tags. */
  async referrers(name: string, subject: Digest): Promise<readonly ReferrerDescriptor[]> {
    const here = await this.#store.referrers.list(name, subject);
    try {
      return (await absentWhenRefused(this.#client.referrers(name, subject.text))) ?? here;
    } catch (error) {
      if (here.length > 0) return here;
      throw error;
    }
  }

  async #download(name: string, digest: Digest): Promise<Download | undefined> {
    const blob = await absentWhenRefused(this.#client.openBlob(name, digest.text));
    return blob && new Download(this.#store, name, digest, blob);
  }
}

/** Hosted registries refuse what does not exist, so that nobody learns what does. */
function isRefusal(error: unknown): boolean {
  return error instanceof RegistryError && [401, 403, 404].includes(error.status ?? 0);
}

async function absentWhenRefused<T>(asked: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
