import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import { Failure } from '../../failure.ts';
import type { Context } from './context.ts';
import { dockerfileContext } from './context.ts';

/** A Dockerfile is text for people; nobody writes a larger one, in bytes. */
const DOCKERFILE_MAX = 4 * 1024 * 1024;
/** A tar says what it is in its first block. */
const BLOCK = 512;

/** Everything from standard input, as a Dockerfile. */
export async function readDockerfile(input: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if ((size += chunk.length) > DOCKERFILE_MAX)
      throw new Failure('the Dockerfile on standard input is too large');
  }
  return Buffer.concat(chunks);
}

/** `docker build -`: a tar, compressed or not, or else a Dockerfile alone. */
export async function inputContext(input: Readable, dockerfile: string | undefined): Promise<Context> {
  const chunks: Buffer[] = [];
  let size = 0;
  const iterator = input.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  while (size < BLOCK) {
    const { value, done } = await iterator.next();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  await iterator.return?.();
  const head = Buffer.concat(chunks);
  const whole = new PassThrough();
  whole.write(head);
  if (input.readableEnded) whole.end();
  else input.pipe(whole);
  if (isArchive(head)) return { tar: whole, dockerfile: dockerfile ?? 'Dockerfile' };
  if (dockerfile !== undefined) {
    throw new Failure('ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles');
  }
  return dockerfileContext(await readDockerfile(whole));
}

function isArchive(head: Buffer): boolean {
  const magics = [
    [0x1f, 0x8b],
    [0x42, 0x5a, 0x68],
    [0xfd, 0x37, 0x7a],
    [0x28, 0xb5, 0x2f, 0xfd],
  ];
  return (
    magics.some((magic) => magic.every((byte, index) => head[index] === byte)) ||
    head.subarray(257, 262).toString('latin1') === 'ustar'
  );
}
