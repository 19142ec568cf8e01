import type * as crypto from 'node:crypto';
import type * as fs from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import type { DigestAlgorithm } from '../../image/digest.ts';
import { Thread, type Order, type Reply } from './thread.ts';

/** Hash the file on to `size`; answer with the digest when asked; drop it when there is no size. */
interface HashOrder extends Order {
  readonly file: string;
  readonly algorithm: DigestAlgorithm;
  readonly size?: number;
}

/** A thread that hashes files, each from where it was. Hashing on the thread that serves would double the time of a push. */
export class HashThread {
  readonly #thread = new Thread<HashOrder>(hashFiles);

  follow(file: string, algorithm: DigestAlgorithm, size: number): void {
    this.#thread.tell({ file, algorithm, size });
  }

  digest(file: string, algorithm: DigestAlgorithm, size: number): Promise<string> {
    return this.#thread.ask({ file, algorithm, size });
  }

  forget(file: string): void {
    this.#thread.tell({ file, algorithm: 'sha256' });
  }
}

function hashFiles(load: (name: string) => unknown): void {
  const { createHash } = load('node:crypto') as typeof crypto;
  const { openSync, readSync, closeSync } = load('node:fs') as typeof fs;
  const { parentPort } = load('node:worker_threads') as { parentPort: MessagePort };
  /** As much as fits into the cache of a core. */
  const buffer = Buffer.allocUnsafeSlow(256 * 1024);
  const states = new Map<string, { algorithm: string; hash: crypto.Hash; done: number }>();

  const advance = ({ file, algorithm }: HashOrder, size: number) => {
    let state = states.get(file);
    if (state?.algorithm !== algorithm || state.done > size) {
      state = { algorithm, hash: createHash(algorithm), done: 0 };
      states.set(file, state);
    }
    const descriptor = openSync(file, 'r');
    try {
      while (state.done < size) {
        const want = Math.min(buffer.length, size - state.done);
        const read = readSync(descriptor, buffer, 0, want, state.done);
        if (read === 0) throw new Error(`${file} is shorter than ${size} bytes`);
        state.hash.update(buffer.subarray(0, read));
        state.done += read;
      }
    } finally {
      closeSync(descriptor);
    }
    return state.hash;
  };

  parentPort.on('message', (order: HashOrder) => {
    const { file, size, ask } = order;
    if (size === undefined) return void states.delete(file);
    try {
      const hash = advance(order, size);
      if (ask !== undefined)
        parentPort.postMessage({ ask, value: hash.copy().digest('hex') } satisfies Reply);
    } catch (error) {
      states.delete(file);
      // Whoever asks for the digest is told; until then an upload may have been cancelled.
      const { message, code } = error as NodeJS.ErrnoException;
      if (ask !== undefined) parentPort.postMessage({ ask, failed: { message, code } } satisfies Reply);
    }
  });
}
