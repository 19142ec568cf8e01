import { statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDigest, type Digest } from '../../image/digest.ts';
import { unlessAbsent } from './absent.ts';
import { writeDurably } from './durable.ts';
import { removeEmptyFolders, removeFolder } from './remove-folder.ts';

interface Remembered {
  readonly inode: number;
  readonly changed: number;
  readonly digest: Digest;
}

/** How many links are remembered; each takes a few hundred bytes. */
const REMEMBERED_MAX = 20_000;

/**
 * Link files: small files that hold a digest and nothing else. What was read is remembered, and asked for again only
 * when the file is another one: links are replaced by renaming, so inode and change time tell. One stat is far
 * cheaper than open, read, close, and it notices a folder that somebody else changed.
 */
export class Links {
  readonly #temporary: string;
  readonly #remembered = new Map<string, Remembered>();

  constructor(temporary: string) {
    this.#temporary = temporary;
  }

  async read(file: string): Promise<Digest | undefined> {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) {
      this.#remembered.delete(file);
      return undefined;
    }
    const known = this.#remembered.get(file);
    if (known && known.inode === stats.ino && known.changed === stats.ctimeMs) return known.digest;
    const text = await unlessAbsent(readFile(file, 'utf8'));
    const digest = text === undefined ? undefined : parseDigest(text.trim());
    if (digest) this.#remember(file, { inode: stats.ino, changed: stats.ctimeMs, digest });
    return digest;
  }

  async write(file: string, digest: Digest): Promise<void> {
    await writeDurably(file, digest.text, this.#temporary);
    this.#remembered.delete(file);
  }

  /** Removes the link with the folder that holds only it; false when it was not there. */
  async remove(file: string): Promise<boolean> {
    this.#remembered.delete(file);
    const there = statSync(file, { throwIfNoEntry: false }) !== undefined;
    await removeFolder(path.dirname(file));
    return there;
  }

  /** Takes back a link that leads to nothing after all, with the folders above it that hold nothing else, up to `top`. */
  async undo(file: string, top: string): Promise<void> {
    await this.remove(file);
    await removeEmptyFolders(path.dirname(path.dirname(file)), top);
  }

  /** The digests that have a folder of their own below this one, as `ALGORITHM/HEX`. */
  async list(folder: string): Promise<Digest[]> {
    const found: Digest[] = [];
    for (const algorithm of (await unlessAbsent(readdir(folder))) ?? []) {
      for (const hex of (await unlessAbsent(readdir(`${folder}/${algorithm}`))) ?? []) {
        const digest = parseDigest(`${algorithm}:${hex}`);
        if (digest) found.push(digest);
      }
    }
    return found;
  }

  #remember(file: string, entry: Remembered): void {
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    this.#remembered.set(file, entry);
  }
}
