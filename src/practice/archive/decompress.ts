import { PassThrough, pipeline, Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { badRequest } from '../http/failure.ts';
import type { ArchiveLimits } from './limits.ts';
import { tooLarge } from './limits.ts';

/** Compressions by their first bytes, as Docker tells them apart. */
const MAGIC: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
];
const LONGEST_MAGIC = 6;

/**
 * The bytes of an archive before compression: gzip is undone, plain bytes pass. Fails with a refusal for other
 * compressions, and as soon as more bytes come out than the limits allow.
 */
export async function decompressed(source: Readable, limits: ArchiveLimits): Promise<Readable> {
  const { head, rest } = await peek(source);
  const compression = compressionOf(head);
  if (compression !== undefined && compression !== 'gzip') {
    source.destroy();
    throw badRequest(
      `practice does not unpack archives that are compressed with ${compression}; gzip it can`,
    );
  }
  let seen = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > limits.unpackedBytes) done(tooLarge(limits));
      else done(null, chunk);
    },
  });
  // The error of any of them reaches whoever reads the meter.
  const passed = (): void => undefined;
  if (compression === 'gzip') {
    const gunzip = createGunzip();
    gunzip.once('error', (error) => meter.destroy(broken(error)));
    pipeline(rest, gunzip, meter, passed);
  } else {
    pipeline(rest, meter, passed);
  }
  return meter;
}

/** What is wrong with compressed bytes, in Go's words. */
function broken(error: NodeJS.ErrnoException): Error {
  return badRequest(error.code === 'Z_BUF_ERROR' ? 'unexpected EOF' : 'gzip: invalid header or checksum');
}

export function compressionOf(head: Uint8Array): string | undefined {
  return MAGIC.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte))?.[0];
}

/** The first bytes of a stream, and a stream that still begins with them. */
async function peek(source: Readable): Promise<{ head: Buffer; rest: Readable }> {
  const rest = new PassThrough({ highWaterMark: 512 * 1024 });
  const chunks: Buffer[] = [];
  let size = 0;
  const iterator = source.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  while (size < LONGEST_MAGIC) {
    const { value, done } = await iterator.next();
    if (done) break;
    chunks.push(Buffer.from(value));
    size += value.length;
  }
  await iterator.return?.();
  const head = Buffer.concat(chunks);
  rest.write(head);
  if (source.readableEnded) rest.end();
  else pipeline(source, rest, () => undefined);
  return { head, rest };
}
