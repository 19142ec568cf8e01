import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { DigestAlgorithm } from '../../image/digest.ts';
import { append, type Body } from './append.ts';
import { flush } from './flush.ts';
import { FileHash } from './file-hash.ts';

/** One upload under way: its file, and the hash that follows it. One request at a time works on it. */
export class UploadSession {
  readonly file: string;
  readonly #hash: FileHash;

  constructor(file: string, algorithm: DigestAlgorithm) {
    this.file = file;
    this.#hash = new FileHash(file, algorithm);
  }

  /** Bytes received so far; undefined when the upload is gone. */
  size(): number | undefined {
    return statSync(this.file, { throwIfNoEntry: false })?.size;
  }

  /** Appends a body. What arrived before a broken connection stays, so that the client can go on from there. */
  async append(body: Body): Promise<void> {
    const handle = await open(this.file, 'a');
    try {
      await append(handle, body, (size) => this.#hash.follow(size));
    } finally {
      await handle.close();
    }
  }

  /** Flushes to disk and returns the hex digest of the whole file. */
  async seal(algorithm: DigestAlgorithm): Promise<string> {
    const handle = await open(this.file, 'r+');
    try {
      const { size } = await handle.stat();
      const [hex] = await Promise.all([this.#hash.digest(size, algorithm), flush(handle)]);
      return hex;
    } finally {
      await handle.close();
    }
  }

  /** Nobody will ask for this upload again. */
  forget(): void {
    this.#hash.forget();
  }
}
