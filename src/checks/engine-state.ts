import type Docker from 'dockerode';
import { isInvalid, parseReference, sameReference } from '../image/reference.ts';
import type { Reference } from '../image/reference.ts';

/** All image names on the engine, as Docker prints them. */
export function namesOf(images: readonly Docker.ImageInfo[]): string[] {
  return images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((name) => name !== '<none>:<none>');
}

/** The image that goes by a name (tag or digest) on the engine. */
export function imageCalled(
  images: readonly Docker.ImageInfo[],
  wanted: Reference,
): Docker.ImageInfo | undefined {
  return images.find(({ RepoTags, RepoDigests }) => {
    const names = wanted.digest === undefined ? RepoTags : RepoDigests;
    return (names ?? []).some((name) => {
      const reference = parseReference(name);
      if (isInvalid(reference)) return false;
      if (wanted.digest === undefined) return sameReference(reference, wanted);
      const { domain, path, digest } = reference;
      return domain === wanted.domain && path === wanted.path && digest === wanted.digest;
    });
  });
}

/** `registry` of the `/registry` that the Engine API gives. */
export function containerName({ Names, Id }: Pick<Docker.ContainerInfo, 'Names' | 'Id'>): string {
  return (Names[0] ?? Id.slice(0, 12)).replace(/^\//, '');
}

/** Twelve hex digits, as `docker image ls` shows them. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number } | undefined)?.statusCode;
}
