import type { Digest } from '../../image/digest.ts';
import type { Blobs } from './blobs.ts';
import type { Layout } from './layout.ts';
import type { Links } from './links.ts';

/** Which blobs a repository has: one link each, since the bytes are shared. */
export class Layers {
  readonly #layout: Layout;
  readonly #links: Links;
  readonly #blobs: Blobs;

  constructor(layout: Layout, links: Links, blobs: Blobs) {
    this.#layout = layout;
    this.#links = links;
    this.#blobs = blobs;
  }

  /** The size of a blob that the repository has, in bytes. */
  async size(name: string, digest: Digest): Promise<number | undefined> {
    const target = await this.#links.read(this.#layout.layerLink(name, digest));
    return target && this.#blobs.size(target);
  }

  async add(name: string, digest: Digest): Promise<void> {
    const file = this.#layout.layerLink(name, digest);
    if (await this.#links.read(file)) return;
    await this.#links.write(file, digest);
  }

  /** Takes the blob away from this repository only; garbage collection removes what no repository has. */
  async remove(name: string, digest: Digest): Promise<boolean> {
    return this.#links.remove(this.#layout.layerLink(name, digest));
  }

  /** The digests of every blob that the repository has. */
  list(name: string): Promise<Digest[]> {
    return this.#links.list(this.#layout.layers(name));
  }
}
