import { createHash, randomBytes } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
} from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Folders } from '../store/folders.ts';
import { writeAtomic } from '../store/write-atomic.ts';

/** Reading in larger pieces than Node's 64 KiB doubles the speed of a push. */
const READ_CHUNK = 512 * 1024;

/** Configurations and compressed layers, by digest, byte for byte as they came. */
export class BlobStore {
  readonly #folders: Folders;

  constructor(folders: Folders) {
    this.#folders = folders;
    mkdirSync(folders.blobs, { recursive: true, mode: 0o700 });
    rmSync(folders.drafts, { recursive: true, force: true });
    mkdirSync(folders.drafts, { recursive: true, mode: 0o700 });
  }

  has(digest: string): boolean {
    return existsSync(this.path(digest));
  }

  /** `digest` has been checked to be sha256 and hex. */
  path(digest: string): string {
    return path.join(this.#folders.blobs, digest.slice(digest.indexOf(':') + 1));
  }

  read(digest: string): Buffer {
    return readFileSync(this.path(digest));
  }

  stream(digest: string): Readable {
    return createReadStream(this.path(digest), { highWaterMark: READ_CHUNK });
  }

  async size(digest: string): Promise<number> {
    return (await stat(this.path(digest))).size;
  }

  /** Keeps small content whose digest is computed here. */
  writeBytes(digest: string, bytes: Uint8Array): void {
    if (!this.has(digest)) writeAtomic(this.path(digest), bytes);
  }

  /** Keeps a stream under its digest; throws, and keeps nothing, when the bytes are others than was said. */
  async write(
    digest: string,
    size: number,
    source: Readable,
    onProgress: (bytes: number) => void,
  ): Promise<void> {
    const draft = path.join(this.#folders.drafts, randomBytes(8).toString('hex'));
    const hash = createHash('sha256');
    let seen = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        seen += chunk.length;
        if (seen > size) {
          done(new Error(`content is longer than the ${size} bytes that its manifest says: ${digest}`));
          return;
        }
        onProgress(seen);
        done(null, chunk);
      },
    });
    try {
      await pipeline(source, meter, createWriteStream(draft, { mode: 0o600, flush: true }));
      const actual = `sha256:${hash.digest('hex')}`;
      if (actual !== digest) {
        throw new Error(`filesystem layer verification failed for digest ${digest}`);
      }
      await rename(draft, this.path(digest));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** Keeps what comes out of a chain of streams under the digest that it turns out to have. */
  async create(chain: readonly [Readable, ...Transform[]]): Promise<{ digest: string; size: number }> {
    const draft = path.join(this.#folders.drafts, randomBytes(8).toString('hex'));
    const hash = createHash('sha256');
    let size = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        done(null, chunk);
      },
    });
    try {
      await pipeline([...chain, meter, createWriteStream(draft, { mode: 0o600, flush: true })]);
      const digest = `sha256:${hash.digest('hex')}`;
      await rename(draft, this.path(digest));
      return { digest, size };
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  remove(digest: string): void {
    rmSync(this.path(digest), { force: true });
  }

  digests(): string[] {
    return readdirSync(this.#folders.blobs).flatMap((name) =>
      /^[0-9a-f]{64}$/.test(name) ? [`sha256:${name}`] : [],
    );
  }
}
