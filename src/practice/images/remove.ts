import { familiarReference } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import type { EventLog } from '../events.ts';
import { conflict } from '../http/failure.ts';
import { chainIds } from './chain-id.ts';
import { dockerReference, repositoryOf } from './docker-reference.ts';
import type { Image, StoredLayer } from './image.ts';
import type { ImageStore } from './image-store.ts';

/** What a container says about the image it was made of. */
export interface ImageUser {
  readonly id: string;
  readonly imageId: string;
  readonly running: boolean;
}

export type Removal = { readonly Untagged: string } | { readonly Deleted: string };

interface Context {
  readonly store: ImageStore;
  readonly users: () => readonly ImageUser[];
  readonly events: EventLog;
}

/**
 * Removes by Docker's rules: a name is untagged first; the image goes with its last name, unless a container uses it.
 * Returns what happened, in order; throws a conflict that says whether force would help.
 */
export function removeImage(text: string, force: boolean, context: Context): Removal[] {
  const { store } = context;
  const image = store.require(text);
  const removals: Removal[] = [];
  const names = allNames(store, image);
  const byId = image.id.startsWith(text) || image.id.slice('sha256:'.length).startsWith(text);

  if (!byId) {
    const reference = dockerReference(text);
    const user = userOf(context, image);
    if (!force && user && isSingle(names)) {
      throw conflict(
        `conflict: unable to remove repository reference "${text}" (must force) - container ${short(user.id)} is using its referenced image ${short(image.id)}`,
      );
    }
    untag(
      context,
      image,
      reference.digest ? reference : { ...reference, tag: reference.tag ?? 'latest' },
      removals,
    );
    if (!reference.digest) untagLoneDigests(context, image, reference, removals);
    if (allNames(store, image).length > 0) return removals;
    // The name is gone, as was asked; an image that is in use stays without one.
    if (problemOf(context, image, force)) return removals;
  } else {
    const single = isSingle(names);
    const problem = problemOf(context, image, force, single);
    if (problem) throw problem;
    for (const name of names) untag(context, image, name, removals);
  }
  const inUse = userOf(context, image) !== undefined;
  return [...removals, ...drop(context, image, stacksOf(store.all()), { inUse, keepLayers: inUse })];
}

/** Removes images that nobody needs: those without a tag, or with `all` every one that no container uses. */
export function pruneImages(
  all: boolean,
  chosen: (image: Image) => boolean,
  context: Context,
): {
  removals: Removal[];
  /** Bytes of the layers that went, as `docker image ls` counts them. */
  freed: number;
} {
  const { store } = context;
  const removals: Removal[] = [];
  const used = new Set(context.users().map(({ imageId }) => imageId));
  const stacks = stacksOf(store.all());
  const gone = store
    .all()
    .filter((image) => !used.has(image.id) && chosen(image))
    .filter((image) => all || store.namesOf(image.id).tags.length === 0)
    .map((image) => ({ image, names: allNames(store, image) }));
  // At once: each change of a repository writes down all its names.
  store.untagAll(gone.flatMap(({ names }) => names));
  const layers: StoredLayer[] = [];
  for (const { image, names } of gone) {
    for (const name of names) tellUntagged(context, image, name, removals);
    removals.push(...drop(context, image, stacks, { inUse: false, keepLayers: true }));
    layers.push(...image.layers);
  }
  // Once for all of them: which layers others need takes a look at every image.
  const freed = store.dropUnneeded([...new Map(layers.map((layer) => [layer.digest, layer])).values()]);
  context.events.emit('image', 'prune', '', { reclaimed: String(freed) });
  return { removals, freed };
}

function drop(
  { store, events }: Context,
  image: Image,
  stacks: Map<string, number>,
  { inUse, keepLayers }: { readonly inUse: boolean; readonly keepLayers: boolean },
): Removal[] {
  const chain = chainIds(image.layers.map(({ diffId }) => diffId));
  store.remove(image, keepLayers);
  events.emit('image', 'delete', image.id, { name: image.id });
  for (const id of chain) stacks.set(id, (stacks.get(id) ?? 1) - 1);
  const layers = inUse ? [] : chain.filter((id) => !stacks.get(id)).reverse();
  return [image.id, ...layers].map((id) => ({ Deleted: id }));
}

/** A layer is named by all that lies below it, and stays as long as another image has the same stack: how many have it. */
function stacksOf(images: readonly Image[]): Map<string, number> {
  const stacks = new Map<string, number>();
  for (const { layers } of images) {
    for (const id of chainIds(layers.map(({ diffId }) => diffId))) stacks.set(id, (stacks.get(id) ?? 0) + 1);
  }
  return stacks;
}

function untag(context: Context, image: Image, name: Reference, removals: Removal[]): void {
  const { store } = context;
  store.untagAll([name]);
  tellUntagged(context, image, name, removals);
}

function tellUntagged({ store, events }: Context, image: Image, name: Reference, removals: Removal[]): void {
  const labels = store.config(image).config?.Labels ?? {};
  removals.push({ Untagged: familiarReference(name) });
  events.emit('image', 'untag', image.id, { ...labels, name: image.id });
}

/** When the last tag of a repository went, its digests go too: nobody would see them any more. */
function untagLoneDigests(context: Context, image: Image, reference: Reference, removals: Removal[]): void {
  const { tags, digests } = context.store.namesOf(image.id);
  const same = (other: Reference): boolean => repositoryOf(other) === repositoryOf(reference);
  if (tags.some(same)) return;
  for (const digest of digests.filter(same)) untag(context, image, digest, removals);
}

/** At most one tag, and every digest in that tag's repository. */
function isSingle(names: readonly Reference[]): boolean {
  if (names.length <= 1) return true;
  const tags = names.filter(({ digest }) => !digest);
  const repositories = new Set(names.filter(({ digest }) => digest).map(repositoryOf));
  if (tags.length > 1) return false;
  return repositories.size === 1 && repositories.has(repositoryOf(tags[0] ?? names[0]!));
}

function problemOf(context: Context, image: Image, force: boolean, single = true): Error | undefined {
  const start = `conflict: unable to delete ${short(image.id)}`;
  const users = context.users().filter(({ imageId }) => imageId === image.id);
  const running = users.find((user) => user.running);
  if (running) {
    return conflict(
      `${start} (cannot be forced) - image is being used by running container ${short(running.id)}`,
    );
  }
  if (force) return undefined;
  if (!single) return conflict(`${start} (must be forced) - image is referenced in multiple repositories`);
  if (users[0]) {
    return conflict(
      `${start} (must be forced) - image is being used by stopped container ${short(users[0].id)}`,
    );
  }
  return undefined;
}

const userOf = ({ users }: Context, { id }: Image): ImageUser | undefined =>
  users().find(({ imageId }) => imageId === id);

function allNames(store: ImageStore, { id }: Image): Reference[] {
  const { tags, digests } = store.namesOf(id);
  return [...tags, ...digests];
}

const short = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);
