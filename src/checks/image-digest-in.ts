import type Docker from 'dockerode';
import { sameReference } from '../image/reference.ts';
import { shortId } from './engine-state.ts';
import { digestsInFile, noDigestIn } from './file-digests.ts';
import type { Evaluation, World } from './kind.ts';
import { taggedReference } from './known-reference.ts';
import { code } from './phrases.ts';

/** Why a file does not hold the digest by which registries know an image; undefined when it does. */
export async function imageDigestElsewhere(
  name: string,
  file: string,
  { Id, RepoDigests }: Docker.ImageInfo,
  { workdir }: World,
): Promise<(Partial<Evaluation> & { readonly actual: string }) | undefined> {
  const digests = await digestsInFile(file, workdir);
  if (!digests) return noDigestIn(file);
  const own = (RepoDigests ?? []).map((known) => known.slice(known.indexOf('@') + 1));
  if (digests.some((digest) => own.includes(digest))) return undefined;
  const actual = `the digest in ${code(file)} is not that of ${code(name)}`;
  return digests.includes(Id)
    ? {
        actual,
        nearest: `${code(shortId(Id))} is the id of the image: the digest of its configuration, by which no registry knows it`,
        help: 'What registries know it by stands in its `RepoDigests`.',
      }
    : { actual, help: `${code(`docker image inspect ${name}`)} shows it in its \`RepoDigests\`.` };
}

/** The image that the engine knows by this name and a digest in the file, also when no tag leads to it any more. */
export async function imageByDigest(
  name: string,
  file: string,
  images: readonly Docker.ImageInfo[],
  workdir: string,
): Promise<Docker.ImageInfo | undefined> {
  const digests = (await digestsInFile(file, workdir)) ?? [];
  return images.find(({ RepoDigests }) =>
    (RepoDigests ?? []).some((known) => {
      const at = known.indexOf('@');
      const repository = known.slice(0, at);
      return (
        digests.includes(known.slice(at + 1)) &&
        repository !== '<none>' &&
        sameReference(taggedReference(repository), taggedReference(name))
      );
    }),
  );
}
