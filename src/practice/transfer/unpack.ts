import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { decompressed } from '../archive/decompress.ts';
import { ARCHIVE_LIMITS } from '../archive/limits.ts';
import { FileSizes } from './file-sizes.ts';

/** What a layer is before compression. */
export interface Unpacked {
  readonly diffId: string;
  /** Bytes of its files, as Docker counts an image's size: without the archive around them. */
  readonly size: number;
}

/**
 * Reads a layer through, compressed or not (by its first bytes, as Docker does), and writes nothing. Throws when more comes
 * out of it than the limits allow, or when it is compressed in a way that is not read here.
 */
export async function measureLayer(open: () => Readable, limits = ARCHIVE_LIMITS): Promise<Unpacked> {
  const hash = createHash('sha256');
  const files = new FileSizes();
  for await (const chunk of (await decompressed(open(), limits)) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    files.read(chunk);
  }
  return { diffId: `sha256:${hash.digest('hex')}`, size: files.total };
}
