import { statSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Digest } from '../image/digest.ts';
import { RegistryError, type OpenBlob } from './client/client.ts';
import { gathered } from './gathered.ts';
import { unlessAbsent } from './storage/absent.ts';
import type { Store } from './storage/store.ts';

/** Files are read in pieces of up to this size. */
const READ_BYTES = 256 * 1024;

/**
 * A blob on its way from upstream into the store. Whoever wants it reads the file while it grows, each at its own pace:
 * a slow client holds up neither the others nor the storing, and one that leaves does not end it.
 */
export class Download {
  /** Bytes, as upstream promised; it need not. */
  readonly size: number | undefined;
  /** Resolves when the blob is verified and stored. */
  readonly stored: Promise<void>;
  readonly #store: Store;
  readonly #digest: Digest;
  #file: string | undefined;
  #readable = 0;
  #over = false;
  #waiting: (() => void)[] = [];

  constructor(store: Store, name: string, digest: Digest, { size, stream }: OpenBlob) {
    this.size = size;
    this.#store = store;
    this.#digest = digest;
    this.stored = this.#run(name, stream).finally(() => {
      this.#over = true;
      this.#wake();
    });
    // Whoever waits for it hears of a failure; perhaps nobody does any more.
    this.stored.catch(() => undefined);
  }

  /** These bytes as soon as they are there. Fails where the download fails: then the last byte was not given out. */
  async *bytes(start: number, length: number): AsyncGenerator<Uint8Array> {
    const end = start + length;
    let handle: FileHandle | undefined;
    try {
      for (let at = start; at < end;) {
        const upTo = Math.min(await this.#beyond(at), end);
        handle ??= await this.#open();
        const want = Math.min(READ_BYTES, upTo - at);
        const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(want), 0, want, at);
        if (bytesRead === 0) throw new RegistryError('the upstream registry sent fewer bytes than it said');
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle?.close();
    }
  }

  async #run(name: string, stream: Readable): Promise<void> {
    const { uploads, gate, pending } = this.#store;
    let id: string | undefined;
    try {
      id = await uploads.start(name, this.#digest.algorithm);
      const session = uploads.find(name, id)!;
      this.#file = session.file;
      await session.append({ chunks: this.#watched(stream), length: this.size });
      const matches = await gate.pass(() => {
        pending.add(name, this.#digest, 'sent');
        return uploads.finish(name, id!, this.#digest);
      });
      if (!matches)
        throw new RegistryError(`the upstream registry sent other bytes than ${this.#digest.text}`);
    } catch (error) {
      // Where the disk is what failed, upstream would go on sending.
      stream.destroy();
      if (id !== undefined) await uploads.remove(name, id);
      throw error;
    }
  }

  /** The same bytes; after each group a look at how far the file is, which may lag behind. */
  async *#watched(stream: Readable): AsyncGenerator<readonly Uint8Array[]> {
    for await (const chunks of gathered(stream)) {
      yield chunks;
      const { size = 0 } = statSync(this.#file!, { throwIfNoEntry: false }) ?? {};
      // The last byte is given out only when all are verified, so that nobody takes spoiled bytes for the whole.
      this.#readable = Math.min(size, (this.size ?? 0) - 1);
      this.#wake();
    }
  }

  /** How many bytes may be read, as soon as that is more than `at`. */
  async #beyond(at: number): Promise<number> {
    while (!this.#over && this.#readable <= at) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (!this.#over) return this.#readable;
    await this.stored;
    return Number.POSITIVE_INFINITY;
  }

  /** The growing file or, when it has just been moved there, the blob. */
  async #open(): Promise<FileHandle> {
    const growing = this.#file && (await unlessAbsent(open(this.#file, 'r')));
    const handle = growing || (await this.#store.blobs.open(this.#digest));
    if (handle) return handle;
    await this.stored;
    throw new RegistryError(`the blob ${this.#digest.text} went away`);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
