import { familiarName, familiarReference } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import { atLeast } from '../http/api-version.ts';
import { booleanFilter, globToRegExp, hasLabels } from '../http/filters.ts';
import type { Filters } from '../http/filters.ts';
import type { Image } from './image.ts';
import { sizeOf } from './image.ts';
import type { ImageStore } from './image-store.ts';

export const IMAGE_FILTERS = [
  'dangling',
  'label',
  'label!',
  'before',
  'since',
  'until',
  'reference',
] as const;

/** Images as GET /images/json shows them, newest first. */
export function listImages(filters: Filters, store: ImageStore, version: string): Record<string, unknown>[] {
  const dangling = booleanFilter(filters, 'dangling');
  const patterns = filters.get('reference')?.map(globToRegExp);
  const edge = (name: 'before' | 'since'): number | undefined => {
    const value = filters.get(name)?.[0];
    return value === undefined ? undefined : createdMs(store.require(value), store);
  };
  const [before, since] = [edge('before'), edge('since')];
  return store
    .all()
    .map((image) => ({ image, names: store.namesOf(image.id), created: createdMs(image, store) }))
    .filter(({ names }) => dangling === undefined || (names.tags.length === 0) === dangling)
    .filter(({ image }) => hasLabels(store.config(image).config?.Labels, filters.get('label') ?? []))
    .filter(({ created }) => before === undefined || created < before)
    .filter(({ created }) => since === undefined || created > since)
    .map((entry) => (patterns ? { ...entry, names: matching(entry.names, patterns) } : entry))
    .filter(({ names }) => !patterns || names.tags.length + names.digests.length > 0)
    .sort((one, other) => other.created - one.created || (one.image.id < other.image.id ? -1 : 1))
    .map(({ image, names, created }) => ({
      Containers: -1,
      Created: Math.floor(created / 1000),
      Id: image.id,
      Labels: store.config(image).config?.Labels ?? null,
      ParentId: '',
      ...shownNames(names, version),
      SharedSize: -1,
      Size: sizeOf(image),
      ...(atLeast(version, '1.44') ? {} : { VirtualSize: sizeOf(image) }),
    }));
}

interface Names {
  readonly tags: readonly Reference[];
  readonly digests: readonly Reference[];
}

/** A pattern is held against `name:tag` and against the name alone. */
function matching({ tags, digests }: Names, patterns: readonly RegExp[]) {
  const fits = (reference: Reference): boolean =>
    patterns.some(
      (pattern) => pattern.test(familiarReference(reference)) || pattern.test(familiarName(reference)),
    );
  return { tags: tags.filter(fits), digests: digests.filter(fits) };
}

/** Clients before API 1.43 expect a pair of `<none>` for an image without any name. */
function shownNames({ tags, digests }: Names, version: string) {
  if (tags.length + digests.length === 0 && !atLeast(version, '1.43')) {
    return { RepoDigests: ['<none>@<none>'], RepoTags: ['<none>:<none>'] };
  }
  return { RepoDigests: digests.map(familiarReference), RepoTags: tags.map(familiarReference) };
}

/** When the image was made, in milliseconds since 1970; 0 when it does not say. */
export function createdMs(image: Image, store: ImageStore): number {
  const parsed = Date.parse(store.config(image).created ?? '');
  return Number.isNaN(parsed) ? 0 : parsed;
}
