import { Readable } from 'node:stream';
import { hasherFor, parseDigest, type Digest } from '../../image/digest.ts';
import { RegistryError } from './registry-error.ts';

/**
 * The same bytes, and an error at the end when they are not the digest's. Nothing is read before somebody reads, so
 * that an error never comes before its listener.
 */
export function verified(source: Readable, digest: string): Readable {
  const wanted = parseDigest(digest);
  if (!wanted) throw new RegistryError(`\`${digest}\` is no digest`, { code: 'DIGEST_INVALID' });
  return Readable.from(check(source, wanted), { objectMode: false });
}

async function* check(source: Readable, { algorithm, hex, text }: Digest): AsyncGenerator<Buffer> {
  const hash = hasherFor(algorithm);
  for await (const chunk of source) {
    hash.update(chunk as Buffer);
    yield chunk as Buffer;
  }
  if (hash.digest('hex') === hex) return;
  throw new RegistryError(`the bytes are not those of ${text}`, { code: 'DIGEST_INVALID' });
}
