import type { Reference } from '../image/reference.ts';
import { familiarReference } from '../image/reference.ts';
import type { FetchedManifest, RegistryClient } from '../registry/client/client.ts';
import { digestsInFile, noDigestIn } from './file-digests.ts';
import type { Evaluation, World } from './kind.ts';
import { code, short } from './phrases.ts';

/** Why the digest in a file is not that of this manifest: whose is it then? Undefined when it is, or none was asked for. */
export async function digestElsewhere(
  { digestIn }: { readonly digestIn?: string | undefined },
  { digest, bytes }: FetchedManifest,
  wanted: Reference,
  client: RegistryClient,
  { workdir }: World,
): Promise<(Partial<Evaluation> & { readonly actual: string }) | undefined> {
  if (digestIn === undefined) return undefined;
  const digests = await digestsInFile(digestIn, workdir);
  if (!digests) return noDigestIn(digestIn);
  const file = code(digestIn);
  if (digests.includes(digest)) return undefined;
  const name = code(familiarReference(wanted));
  const actual = `${file} names ${short(digests[0]!)}, and ${name} is ${short(digest)}`;
  for (const tag of (await client.tags(wanted.path)) ?? []) {
    const other = await client.headManifest(wanted.path, tag);
    if (other && digests.includes(other.digest))
      return { actual, nearest: `that is the digest of the tag ${code(tag)}`, help: `Ask for ${name}.` };
  }
  const part = partOf(bytes, digests);
  if (part)
    return {
      actual,
      nearest: `that is the digest of ${part}`,
      help: `The digest of the manifest stands in no manifest: the registry tells it in the header ${code('Docker-Content-Digest')}.`,
    };
  return {
    actual,
    help: `The registry tells the digest in the header ${code('Docker-Content-Digest')}, when it is asked for the manifest in the form that it keeps (${code('Accept')}).`,
  };
}

/** Why the manifest is still the one whose digest is in a file, or that file has none. */
export async function digestStillIn(
  { digestNotIn }: { readonly digestNotIn?: string | undefined },
  { digest }: FetchedManifest,
  wanted: Reference,
  { workdir }: World,
): Promise<(Partial<Evaluation> & { readonly actual: string }) | undefined> {
  if (digestNotIn === undefined) return undefined;
  const digests = await digestsInFile(digestNotIn, workdir);
  const file = code(digestNotIn);
  if (!digests)
    return {
      actual: `there is no digest in ${file} to compare it with`,
      lacks: { what: 'file', path: digestNotIn },
    };
  if (!digests.includes(digest)) return undefined;
  return {
    actual: `${file} names ${short(digest)}, which is what ${code(familiarReference(wanted))} is now`,
    help: 'It should name what the tag was before: either nothing has moved yet, or it was written too late.',
  };
}

function partOf(bytes: Uint8Array, digests: readonly string[]): string | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  if (!digests.some((digest) => text.includes(digest))) return undefined;
  const { config } = JSON.parse(text) as { config?: { digest?: string } };
  return digests.length === 1 && config?.digest === digests[0]
    ? 'its configuration, which is the id of the image on many engines'
    : 'a part of it, such as a layer';
}
