import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { DigestAlgorithm } from '../../image/digest.ts';
import { HashThread } from './hash-thread.ts';

/** A file up to this size is hashed at once; a larger one by another thread, while the rest of it still arrives. */
const SMALL_BYTES = 1024 * 1024;

const threads: HashThread[] = [];
let turn = 0;

/** Threads take turns, so that several uploads are hashed on several cores. They start when first needed. */
function nextThread(): HashThread {
  turn = (turn + 1) % Math.min(availableParallelism(), 4);
  return (threads[turn] ??= new HashThread());
}

/**
 * The hash of a file that only grows. It follows the file instead of the bytes on their way, so that it cannot differ
 * from what is stored, and needs nothing after a broken connection or a restart but to read what is there.
 */
export class FileHash {
  readonly #file: string;
  readonly #algorithm: DigestAlgorithm;
  #thread: HashThread | undefined;

  /** The algorithm that will probably be asked for. */
  constructor(file: string, algorithm: DigestAlgorithm) {
    this.#file = file;
    this.#algorithm = algorithm;
  }

  /** Hashes the file up to this size, in its own time. */
  follow(size: number): void {
    if (size <= SMALL_BYTES) return;
    this.#thread ??= nextThread();
    this.#thread.follow(this.#file, this.#algorithm, size);
  }

  /** The hex digest of the first `size` bytes. */
  async digest(size: number, algorithm: DigestAlgorithm): Promise<string> {
    if (!this.#thread && size <= SMALL_BYTES) {
      const bytes = await readFile(this.#file);
      return createHash(algorithm).update(bytes.subarray(0, size)).digest('hex');
    }
    this.#thread ??= nextThread();
    return this.#thread.digest(this.#file, algorithm, size);
  }

  /** Nobody will ask again. */
  forget(): void {
    this.#thread?.forget(this.#file);
    this.#thread = undefined;
  }
}
