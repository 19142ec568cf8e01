import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { decompressed } from './decompress.ts';
import type { ArchiveLimits } from './limits.ts';
import type { TarHeader } from './read-tar.ts';
import { readTar } from './read-tar.ts';

/** Reading in larger pieces than Node's 64 KiB is twice as quick. */
const READ_CHUNK = 512 * 1024;

export interface SpooledEntry {
  readonly header: TarHeader;
  /** Where its bytes begin in the spool. */
  readonly offset: number;
}

/**
 * An archive that was read through once. Its names are only looked at, never used as names of files: all contents stand
 * one after the other in a single file of ours, so that no archive can reach anything by a name.
 */
export class Spool {
  readonly entries: readonly SpooledEntry[];
  readonly #file: string;

  private constructor(file: string, entries: readonly SpooledEntry[]) {
    this.#file = file;
    this.entries = entries;
  }

  /** Reads a tar, compressed or not, to a file in `folder`. The source is destroyed when that fails. */
  static async read(source: Readable, folder: string, limits: ArchiveLimits): Promise<Spool> {
    const file = path.join(folder, `spool-${randomBytes(8).toString('hex')}`);
    const entries: SpooledEntry[] = [];
    try {
      const handle = await open(file, 'wx', 0o600);
      try {
        let offset = 0;
        for await (const { header, body } of readTar(await decompressed(source, limits), limits)) {
          entries.push({ header, offset });
          for await (const chunk of body) {
            await handle.appendFile(chunk);
            offset += chunk.length;
          }
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      source.destroy();
      await rm(file, { force: true });
      throw error;
    }
    return new Spool(file, entries);
  }

  /** The bytes of one entry. */
  open({ offset, header }: SpooledEntry): Readable {
    if (header.size === 0) return Readable.from([]);
    return createReadStream(this.#file, {
      start: offset,
      end: offset + header.size - 1,
      highWaterMark: READ_CHUNK,
    });
  }

  /** The bytes of a small entry; throws when it is larger than `most`. */
  async bytes(entry: SpooledEntry, most: number): Promise<Buffer> {
    if (entry.header.size > most) {
      throw new Error(`${entry.header.name} is larger than ${most} bytes`);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of this.open(entry) as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async remove(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}
