import { pipeline, Readable, Transform } from 'node:stream';
import { createTarDecoder } from 'modern-tar';
import type { TarHeader } from 'modern-tar';
import { ApiFailure, badRequest } from '../http/failure.ts';
import type { ArchiveLimits } from './limits.ts';
import { tooManyEntries } from './limits.ts';

export type { TarHeader };

/** A tar is made of blocks of so many bytes. */
const BLOCK = 512;

export interface TarItem {
  readonly header: TarHeader;
  /** To be read to its end before the next item is asked for; nothing for what has no content. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** The entries of a tar, one after the other. Throws a refusal for bytes that are none, and when there are too many. */
export async function* readTar(plain: Readable, limits: ArchiveLimits): AsyncGenerator<TarItem> {
  const { readable, writable } = createTarDecoder({ strict: true });
  // A reader that stops early, and bytes that are no tar, must both end the other side too.
  let total = 0;
  const ended = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      done(null, chunk);
    },
    // Many writers leave out the empty blocks at the end, and some fill not even the last one; readers let them.
    flush(done) {
      if (total > 0 && total < BLOCK) return done(badRequest('unexpected EOF'));
      this.push(Buffer.alloc((-total & (BLOCK - 1)) + 2 * BLOCK));
      done();
    },
  });
  const source = pipeline(plain, ended, () => undefined);
  const fed = (Readable.toWeb(source) as ReadableStream<Uint8Array>).pipeTo(writable);
  const failed = fed.then(
    () => undefined,
    (error: unknown) => error,
  );
  const reader = readable.getReader();
  let count = 0;
  let needed = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (++count > limits.entries) throw tooManyEntries(limits);
      const body = value.body as unknown as AsyncIterable<Uint8Array> & ReadableStream<Uint8Array>;
      needed += BLOCK + value.header.size;
      yield { header: value.header, body: told(body, (error) => own(error, failed, plain)) };
      // Content that nobody wanted.
      if (!body.locked) await body.cancel();
    }
    const problem = await failed;
    if (problem) throw problem;
    if (needed > total) throw badRequest('unexpected EOF');
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    throw await own(error, failed, plain);
  } finally {
    plain.destroy();
  }
}

async function* told(
  body: AsyncIterable<Uint8Array>,
  explain: (error: unknown) => Promise<Error>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw await explain(error);
  }
}

/** What went wrong first: a limit or a broken connection is told as it is, anything else is a broken archive. */
async function own(error: unknown, failed: Promise<unknown>, plain: Readable): Promise<Error> {
  const first = plain.errored ?? error;
  if (first instanceof ApiFailure) return first;
  const fed = await failed;
  if (fed instanceof ApiFailure) return fed;
  const { message, code } = first as NodeJS.ErrnoException;
  if (code !== undefined && /^(ENOSPC|EDQUOT|EIO|ECONNRESET|ERR_STREAM_PREMATURE_CLOSE)$/.test(code)) {
    return first as Error;
  }
  if (/checksum|Invalid tar|number/i.test(message)) return badRequest('archive/tar: invalid tar header');
  if (/truncated|unexpected end/i.test(message)) return badRequest('unexpected EOF');
  return badRequest(`archive/tar: ${message}`);
}
