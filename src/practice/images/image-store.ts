import { parseImageConfig } from '../../image/config.ts';
import type { ImageConfig } from '../../image/config.ts';
import { digestOf } from '../../image/digest.ts';
import { familiarName, familiarReference, formatReference, isInvalid } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import { notFound, serverError } from '../http/failure.ts';
import type { Folders } from '../store/folders.ts';
import { Records } from '../store/records.ts';
import { BlobStore } from './blob-store.ts';
import { dockerReference, repositoryOf } from './docker-reference.ts';
import type { Image, RepositoryNames, StoredLayer } from './image.ts';
import { NEVER } from './image.ts';

/** Images and their names. Everything is on disk before a method returns. */
export class ImageStore {
  readonly blobs: BlobStore;
  readonly #images: Records<Image>;
  readonly #names: Records<RepositoryNames>;
  /** Repository → image id → names: what an image is called is asked for each one of a list. */
  readonly #byImage = new Map<string, ReadonlyMap<string, { tags: string[]; digests: string[] }>>();
  /** Image id → repositories that have, or had, a name for it. */
  readonly #repositoriesOf = new Map<string, Set<string>>();
  readonly #configs = new Map<string, ImageConfig>();
  /** Layers that a pull counts on, with how many pulls: nobody may remove them meanwhile. */
  readonly #pins = new Map<string, number>();
  /** Others than images that need layers. */
  readonly #keepers: (() => readonly string[])[] = [];

  constructor(folders: Folders, log: (line: string) => void) {
    this.blobs = new BlobStore(folders);
    this.#images = new Records<Image>(folders.state('images'), ({ id }) => id.slice('sha256:'.length), log);
    this.#names = new Records<RepositoryNames>(
      folders.state('references'),
      ({ repository }) => repository,
      log,
    );
    for (const names of this.#names.values()) this.#index(names);
  }

  #index({ repository, tags, digests }: RepositoryNames): void {
    for (const id of [...Object.values(tags), ...Object.values(digests)]) {
      const known = this.#repositoriesOf.get(id);
      if (known) known.add(repository);
      else this.#repositoriesOf.set(id, new Set([repository]));
    }
  }

  all(): Image[] {
    return this.#images.values();
  }

  byId(id: string): Image | undefined {
    return this.#images.get(id.replace(/^sha256:/, ''));
  }

  /** The parsed configuration; its bytes were checked when the image came. */
  config({ id }: Image): ImageConfig {
    const known = this.#configs.get(id);
    if (known) return known;
    const parsed = parseImageConfig(this.blobs.read(id));
    if (isInvalid(parsed)) throw serverError(parsed.problem);
    this.#configs.set(id, parsed);
    return parsed;
  }

  /** Keeps an image whose layers are already blobs. The same configuration again keeps the layers it has. */
  add(config: Uint8Array, layers: readonly StoredLayer[]): Image {
    const id = digestOf(config);
    const known = this.byId(id);
    if (known) return known;
    this.blobs.writeBytes(id, config);
    try {
      return this.#images.put({ id, layers, taggedAt: NEVER });
    } catch (error) {
      this.blobs.remove(id);
      throw error;
    }
  }

  /** Finds by name, digest, id or the beginning of an id; undefined when there is none. Bad names are refused. */
  find(text: string): Image | undefined {
    const id = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1];
    if (id) return this.byId(id);
    const reference = dockerReference(text);
    const named = this.#lookUp(reference);
    if (named) return this.byId(named);
    const prefix = /^(?:sha256:)?([0-9a-f]{1,63})$/.exec(text)?.[1];
    if (!prefix) return undefined;
    const fitting = this.all().filter((image) => image.id.startsWith(`sha256:${prefix}`));
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  /** Like find, but refuses as the engine does when there is none. */
  require(text: string): Image {
    const image = this.find(text);
    if (!image) throw notFound(this.missing(text));
    return image;
  }

  /** What the engine says of an image that is not there. */
  missing(text: string): string {
    return `No such image: ${missingName(text)}`;
  }

  /** The id that a name means now. */
  named(reference: Reference): string | undefined {
    return this.#lookUp(reference);
  }

  #lookUp(reference: Reference): string | undefined {
    const names = this.#names.get(repositoryOf(reference));
    if (reference.digest) return names?.digests[reference.digest];
    return names?.tags[reference.tag ?? 'latest'];
  }

  tag(id: string, reference: Reference): void {
    const image = this.byId(id);
    this.#change(reference, (names) => ({
      ...names,
      tags: { ...names.tags, [reference.tag ?? 'latest']: id },
    }));
    if (image) this.#images.settle({ ...image, taggedAt: new Date().toISOString() });
  }

  /**
   * Names an image that came just now. When that fails, as on a full disk, an image that nobody can call by any name is
   * not kept.
   */
  nameNew(image: Image, wasThere: boolean, name: () => void): void {
    try {
      name();
    } catch (error) {
      const { tags, digests } = this.namesOf(image.id);
      if (!wasThere && tags.length + digests.length === 0) this.remove(image, false);
      throw error;
    }
  }

  /** Remembers under which manifest digest an image was pulled or pushed. */
  addDigest(id: string, reference: Reference, digest: string): void {
    // As in Docker, a digest that an image has already stays with it: of an index, the first platform pulled keeps it.
    // The registry has it by then: no full disk here undoes that.
    this.#change(reference, (names) => ({ ...names, digests: { [digest]: id, ...names.digests } }), 'settle');
  }

  /** Takes names away, also on a full disk: that makes room. */
  untagAll(references: readonly Reference[]): void {
    const byRepository = new Map<string, Reference[]>();
    for (const reference of references) {
      const repository = repositoryOf(reference);
      const known = byRepository.get(repository);
      if (known) known.push(reference);
      else byRepository.set(repository, [reference]);
    }
    for (const gone of byRepository.values()) {
      const digests = new Set(gone.map(({ digest }) => digest));
      const tags = new Set(gone.filter(({ digest }) => !digest).map(({ tag }) => tag ?? 'latest'));
      const without = (map: Readonly<Record<string, string>>, keys: ReadonlySet<string | undefined>) =>
        Object.fromEntries(Object.entries(map).filter(([name]) => !keys.has(name)));
      this.#change(
        gone[0]!,
        (names) => ({ ...names, tags: without(names.tags, tags), digests: without(names.digests, digests) }),
        'settle',
      );
    }
  }

  #change(
    reference: Reference,
    change: (names: RepositoryNames) => RepositoryNames,
    how: 'put' | 'settle' = 'put',
  ): void {
    const repository = repositoryOf(reference);
    const names = change(this.#names.get(repository) ?? { repository, tags: {}, digests: {} });
    this.#byImage.delete(repository);
    if (Object.keys(names.tags).length + Object.keys(names.digests).length === 0) {
      this.#names.delete(repository);
    } else {
      this.#index(how === 'put' ? this.#names.put(names) : this.#names.settle(names));
    }
  }

  /** Every name of an image, in the order in which Docker lists them. */
  namesOf(id: string): { tags: Reference[]; digests: Reference[] } {
    const tags: Reference[] = [];
    const digests: Reference[] = [];
    for (const repository of this.#repositoriesOf.get(id) ?? []) {
      const names = this.#namesIn(repository).get(id);
      const slash = repository.indexOf('/');
      const base = { domain: repository.slice(0, slash), path: repository.slice(slash + 1) };
      for (const tag of names?.tags ?? []) tags.push({ ...base, tag });
      for (const digest of names?.digests ?? []) digests.push({ ...base, digest });
    }
    return { tags: tags.sort(byName), digests: digests.sort(byName) };
  }

  /** The names of one repository, by image; made anew when one of them has changed. */
  #namesIn(repository: string): ReadonlyMap<string, { tags: string[]; digests: string[] }> {
    const known = this.#byImage.get(repository);
    if (known) return known;
    const made = new Map<string, { tags: string[]; digests: string[] }>();
    const names = this.#names.get(repository);
    for (const kind of ['tags', 'digests'] as const) {
      for (const [name, id] of Object.entries(names?.[kind] ?? {})) {
        const entry = made.get(id) ?? { tags: [], digests: [] };
        entry[kind].push(name);
        made.set(id, entry);
      }
    }
    this.#byImage.set(repository, made);
    return made;
  }

  /** All tags of one repository: tag → image id. */
  tagsIn(reference: Reference): Readonly<Record<string, string>> {
    return this.#names.get(repositoryOf(reference))?.tags ?? {};
  }

  /** Forgets an image without names, and drops the blobs that no other image needs. Returns the layers that went. */
  remove(image: Image, keepLayers: boolean): StoredLayer[] {
    this.#images.delete(image.id.slice('sha256:'.length));
    this.#configs.delete(image.id);
    this.#repositoriesOf.delete(image.id);
    this.blobs.remove(image.id);
    if (keepLayers) return [];
    const gone = this.#unneeded(image.layers);
    for (const { digest } of gone) this.blobs.remove(digest);
    return gone;
  }

  /** Drops those of these layers that nothing needs any more; returns their size, as `docker image ls` counts it. */
  dropUnneeded(layers: readonly StoredLayer[]): number {
    const gone = this.#unneeded(layers);
    for (const { digest } of gone) this.blobs.remove(digest);
    return gone.reduce((sum, { unpacked }) => sum + unpacked, 0);
  }

  #unneeded(layers: readonly StoredLayer[]): StoredLayer[] {
    const needed = this.#needed();
    return layers.filter(({ digest }) => !needed.has(digest) && !this.#pins.has(digest));
  }

  /** Digests of all layers that images, and others who said so, need. */
  #needed(): Set<string> {
    const digests = this.all().flatMap(({ layers }) => layers.map(({ digest }) => digest));
    return new Set([...digests, ...this.#keepers.flatMap((keeper) => keeper())]);
  }

  /** Has layers kept that no image has: `digests` says which, whenever it is asked. */
  keepFor(digests: () => readonly string[]): void {
    this.#keepers.push(digests);
  }

  /** A layer that is here already, by the digest of its bytes before compression. */
  layerOf(diffId: string): StoredLayer | undefined {
    for (const { layers } of this.all()) {
      const found = layers.find((layer) => layer.diffId === diffId);
      if (found && this.blobs.has(found.digest)) return found;
    }
    return undefined;
  }

  /** Keeps layers from being removed until the returned function is called. */
  pin(digests: readonly string[]): () => void {
    for (const digest of digests) this.#pins.set(digest, (this.#pins.get(digest) ?? 0) + 1);
    return () => {
      for (const digest of digests) {
        const left = (this.#pins.get(digest) ?? 1) - 1;
        if (left > 0) this.#pins.set(digest, left);
        else this.#pins.delete(digest);
      }
    };
  }

  /** Blobs that a kill left without an image. */
  sweep(): void {
    const needed = this.#needed();
    for (const { id } of this.all()) needed.add(id);
    for (const digest of this.blobs.digests()) if (!needed.has(digest)) this.blobs.remove(digest);
  }
}

const byName = (one: Reference, other: Reference): number =>
  formatReference(one) < formatReference(other) ? -1 : 1;

/** How the engine spells what it did not find. */
function missingName(text: string): string {
  if (/^sha256:/.test(text)) return text;
  const reference = dockerReference(text);
  if (reference.digest) return familiarReference(reference);
  return `${familiarName(reference)}:${reference.tag ?? 'latest'}`;
}
