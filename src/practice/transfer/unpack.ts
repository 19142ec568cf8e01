import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { decompressed } from '../archive/decompress.ts';
import { ARCHIVE_LIMITS } from '../archive/limits.ts';
import type { StoredLayer } from '../images/image.ts';
import { FileSizes } from './file-sizes.ts';

/** What a layer is before compression. */
export type Unpacked = Pick<StoredLayer, 'diffId' | 'unpacked' | 'tarSize'>;

/** Learns what a layer is while its tar passes by. */
export class LayerMeasure {
  readonly #hash = createHash('sha256');
  readonly #files = new FileSizes();
  #tarSize = 0;

  get tarSize(): number {
    return this.#tarSize;
  }

  read(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#files.read(chunk);
    this.#tarSize += chunk.length;
  }

  /** To be called once, at the end. */
  end(): Unpacked {
    return {
      diffId: `sha256:${this.#hash.digest('hex')}`,
      unpacked: this.#files.total,
      tarSize: this.#tarSize,
    };
  }
}

/**
 * Reads a layer through, compressed or not (by its first bytes, as Docker does), and writes nothing. Throws when more comes
 * out of it than the limits allow, or when it is compressed in a way that is not read here.
 */
export async function measureLayer(open: () => Readable, limits = ARCHIVE_LIMITS): Promise<Unpacked> {
  const measure = new LayerMeasure();
  for await (const chunk of (await decompressed(open(), limits)) as AsyncIterable<Buffer>) {
    measure.read(chunk);
  }
  return measure.end();
}
