import { existsSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { connectRegistry } from '../../../registry/client/client.ts';
import { createRegistry } from '../../../registry/registry.ts';
import { writeAtomic } from '../../store/write-atomic.ts';
import { LIBRARY } from './library.ts';
import { buildSeed } from './seed-image.ts';
import type { SeedRepository } from './seed-image.ts';

/** Raised whenever the library changes, so that folders of an older version get the new images. */
const SEED_VERSION = 2;

/** The official images in a registry's storage, made when first asked for. */
export class OfficialImages {
  readonly #root: string;
  readonly #storage: string;
  readonly #seeding = new Map<string, Promise<void>>();

  /** `root` gets a marker for each repository that is complete; `storage` is the registry's folder. */
  constructor(root: string, storage: string) {
    this.#root = root;
    this.#storage = storage;
  }

  has(name: string): boolean {
    return LIBRARY.some((repository) => name === `library/${repository.name}`);
  }

  /** Makes the images of the repository that a path of the API names, if it is one of these. */
  async prepare(url: string): Promise<void> {
    const name = /^\/v2\/library\/([a-z-]+)\//.exec(url)?.[1];
    const repository = LIBRARY.find((candidate) => candidate.name === name);
    if (repository) await this.#seed(repository);
  }

  /** Makes the images of a repository once per folder. A kill in between is made good at the next time. */
  #seed(repository: SeedRepository): Promise<void> {
    const known = this.#seeding.get(repository.name);
    if (known) return known;
    const marker = path.join(this.#root, `${repository.name}.seed`);
    const seeding = (async () => {
      if (existsSync(`${marker}.${SEED_VERSION}`)) return;
      await pushSeeds(repository, this.#storage);
      writeAtomic(`${marker}.${SEED_VERSION}`, '');
    })();
    this.#seeding.set(repository.name, seeding);
    seeding.catch(() => this.#seeding.delete(repository.name));
    return seeding;
  }
}

/** Pushes through a door without a lock, which is open only while this runs. */
async function pushSeeds({ name, description, seeds }: SeedRepository, root: string): Promise<void> {
  const open = createRegistry({ root });
  const { url } = await open.listen({ host: '127.0.0.1', port: 0 });
  try {
    const client = connectRegistry({ url });
    const repository = `library/${name}`;
    for (const seed of seeds) {
      const { blobs, manifests, index } = await buildSeed(seed, description);
      for (const { digest, bytes } of blobs) {
        await client.pushBlob(repository, digest, bytes.length, () => Readable.from([Buffer.from(bytes)]));
      }
      for (const { digest, mediaType, bytes } of manifests) {
        await client.putManifest(repository, digest, mediaType, bytes);
      }
      for (const tag of seed.tags) await client.putManifest(repository, tag, index.mediaType, index.bytes);
    }
  } finally {
    await open.close();
  }
}
