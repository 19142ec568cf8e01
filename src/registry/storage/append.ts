import type { FileHandle } from 'node:fs/promises';
import { flush } from './flush.ts';

/**
 * The disk is told to start after each of these, so that little is left for the flush before the acknowledgment: several
 * uploads that end together all wait for it at once, and the processors with them.
 */
const FLUSH_BYTES = 8 * 1024 * 1024;

/** Where the end of a large body is known, the steps get smaller towards it, down to this. */
const LAST_FLUSH_BYTES = 2 * 1024 * 1024;

/** What a request brings. */
export interface Body {
  readonly chunks: AsyncIterable<readonly Uint8Array[]>;
  /** In bytes, where the request says so. */
  readonly length?: number | undefined;
}

/** Appends to a file opened for that; `onWritten` is told the size that the file then has after each write. */
export async function append(
  handle: FileHandle,
  { chunks: body, length }: Body,
  onWritten: (size: number) => void,
): Promise<void> {
  let { size } = await handle.stat();
  const end = length !== undefined && length >= 2 * FLUSH_BYTES ? size + length : undefined;
  let flushed = size;
  let flushing: Promise<void> | undefined;
  const startFlush = async () => {
    flushed = size;
    await flush(handle);
    flushing = undefined;
  };
  try {
    for await (const chunks of body) {
      size += await writeAll(handle, chunks);
      onWritten(size);
      if (flushing || size - flushed < flushStep(end && end - flushed)) continue;
      flushing = startFlush();
      // A failure is seen when it is waited for; until then nobody listens.
      flushing.catch(() => undefined);
    }
  } finally {
    await flushing;
  }
}

/** After how many bytes to flush, `left` being those that the disk has not been told of yet. */
function flushStep(left: number | undefined): number {
  return left === undefined ? FLUSH_BYTES : Math.min(FLUSH_BYTES, Math.max(left / 2, LAST_FLUSH_BYTES));
}

async function writeAll(handle: FileHandle, chunks: readonly Uint8Array[]): Promise<number> {
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await handle.writev(chunks);
  if (bytesWritten === size) return size;
  // A short write comes before the error that explains it, such as a full disk.
  await handle.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
  return size;
}
