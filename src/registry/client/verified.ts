import { Readable } from 'node:stream';
import { hasherFor, parseDigest, type Digest } from '../../image/digest.ts';
import { piecesOf, type HttpAnswer } from './http.ts';
import { RegistryError } from './registry-error.ts';

/**
 * The bytes of an answer, and an error at the end when they are not the digest's. Nothing is read before somebody reads,
 * so that an error never comes before its listener; who does not want it destroys it, and the connection with it.
 */
export function verified(answer: HttpAnswer, digest: string): Readable {
  const wanted = parseDigest(digest);
  if (!wanted) throw new RegistryError(`\`${digest}\` is no digest`, { code: 'DIGEST_INVALID' });
  const stream = Readable.from(check(answer, wanted), { objectMode: false });
  // Where nothing was read, the generator has not begun, and would not clean up.
  return stream.once('close', () => answer.body.destroy());
}

async function* check(answer: HttpAnswer, { algorithm, hex, text }: Digest): AsyncGenerator<Buffer> {
  const hash = hasherFor(algorithm);
  for await (const chunk of piecesOf(answer)) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') === hex) return;
  throw new RegistryError(`the bytes are not those of ${text}`, { code: 'DIGEST_INVALID' });
}
