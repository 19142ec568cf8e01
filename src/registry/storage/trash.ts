import { mkdirSync, renameSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Digest } from '../../image/digest.ts';
import { isAbsent, unlessAbsent } from './absent.ts';
import { moveDurably } from './durable.ts';
import type { Layout } from './layout.ts';
import { PENDING_MS } from './pending.ts';
import { removeFolder } from './remove-folder.ts';

/**
 * Blobs that were collected, though somebody had just been told that they are there. They are gone for everybody else,
 * and come back when that push brings the manifest that needs them.
 */
export class Trash {
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Takes a blob out of the registry, in one step; false when there was none. */
  put(digest: Digest): boolean {
    mkdirSync(this.#layout.trash, { recursive: true });
    try {
      renameSync(this.#layout.blobData(digest), this.#file(digest));
      return true;
    } catch (error) {
      if (isAbsent(error)) return false;
      throw error;
    }
  }

  /** Brings a blob back; false when it is not here any more. */
  async restore(digest: Digest): Promise<boolean> {
    const moved = await unlessAbsent(
      moveDurably(this.#file(digest), this.#layout.blobData(digest)).then(() => true),
    );
    return moved ?? false;
  }

  async remove(digest: Digest): Promise<void> {
    await removeFolder(this.#file(digest));
  }

  /** Empties it of what nobody can come back for any more. */
  async sweep(): Promise<void> {
    for (const name of (await unlessAbsent(readdir(this.#layout.trash))) ?? []) {
      const file = path.join(this.#layout.trash, name);
      // The change time: renaming sets it, and it is when the blob came here.
      const since = (await unlessAbsent(stat(file)))?.ctimeMs ?? Date.now();
      if (Date.now() - since > PENDING_MS) await removeFolder(file);
    }
  }

  #file({ algorithm, hex }: Digest): string {
    return path.join(this.#layout.trash, `${algorithm}-${hex}`);
  }
}
