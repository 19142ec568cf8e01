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

  /**
   * Under which digest the bytes of a blob lie that the repository has. It is the blob's own in a folder that we wrote;
   * Docker's registry keeps what was pushed by sha512 under its sha256.
   */
  async find(name: string, digest: Digest): Promise<Digest | undefined> {
    const target = await this.#links.read(this.#layout.layerLink(name, digest));
    return target && this.#blobs.size(target) !== undefined ? target : undefined;
  }

  /** The size of a blob that the repository has, in bytes. */
  async size(name: string, digest: Digest): Promise<number | undefined> {
    const target = await this.#links.read(this.#layout.layerLink(name, digest));
    return target && this.#blobs.size(target);
  }

  /** Links bytes that lie under `target`; true when there was no link before. */
  async add(name: string, digest: Digest, target = digest): Promise<boolean> {
    const file = this.#layout.layerLink(name, digest);
    if (await this.#links.read(file)) return false;
    await this.#links.write(file, target);
    return true;
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
