import { statSync } from 'node:fs';
import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import type { Digest } from '../../image/digest.ts';
import { unlessAbsent } from './absent.ts';
import { moveDurably, writeBeside } from './durable.ts';
import type { Layout } from './layout.ts';
import { removeFolder } from './remove-folder.ts';

/** The bytes, once for all repositories, each under its digest. */
export class Blobs {
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Bytes, or undefined when there is no such blob. */
  size(digest: Digest): number | undefined {
    return statSync(this.#layout.blobData(digest), { throwIfNoEntry: false })?.size;
  }

  async open(digest: Digest): Promise<FileHandle | undefined> {
    return unlessAbsent(open(this.#layout.blobData(digest), 'r'));
  }

  async read(digest: Digest): Promise<Buffer | undefined> {
    return unlessAbsent(readFile(this.#layout.blobData(digest)));
  }

  /**
   * Keeps bytes whose digest was computed from them. They are on the disk before `link` makes what leads to them, and in
   * their place after it: so most of what a full disk refuses is refused before anything can be seen.
   */
  async write(digest: Digest, bytes: Uint8Array, link?: () => Promise<void>): Promise<void> {
    if (this.size(digest) === bytes.length) return link?.();
    const beside = await writeBeside(bytes, this.#layout.temporary);
    try {
      await link?.();
      await moveDurably(beside, this.#layout.blobData(digest));
    } finally {
      await rm(beside, { force: true });
    }
  }

  /** Takes over a file, verified and flushed. When the blob is there already, the file is left for its owner to remove. */
  async adopt(digest: Digest, file: string): Promise<void> {
    if (this.size(digest) !== undefined) return;
    await moveDurably(file, this.#layout.blobData(digest));
  }

  async remove(digest: Digest): Promise<void> {
    await removeFolder(this.#layout.blobFolder(digest));
  }
}
