import type { Digest } from '../../image/digest.ts';
import type { Blobs } from './blobs.ts';
import type { Layout } from './layout.ts';
import type { Links } from './links.ts';
import { describeManifest } from './manifest-type.ts';
import type { Tags } from './tags.ts';
import { Turns } from './turns.ts';

export interface StoredManifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Manifests are small and asked for often: this many bytes of them stay in memory. */
const CACHE_BYTES = 32 * 1024 * 1024;

/** The manifests of a repository: a link for each revision, the bytes among the blobs. */
export class Manifests {
  readonly #layout: Layout;
  readonly #links: Links;
  readonly #blobs: Blobs;
  readonly #tags: Tags;
  readonly #cache = new Map<string, StoredManifest>();
  #cached = 0;
  /** By repository: a push that points a tag to what is being deleted in the same moment would leave the tag alone. */
  readonly #turns = new Turns();

  constructor(layout: Layout, links: Links, blobs: Blobs, tags: Tags) {
    this.#layout = layout;
    this.#links = links;
    this.#blobs = blobs;
    this.#tags = tags;
  }

  async has(name: string, digest: Digest): Promise<boolean> {
    const target = await this.#links.read(this.#layout.revisionLink(name, digest));
    return target !== undefined && this.#blobs.size(target) !== undefined;
  }

  async get(name: string, digest: Digest): Promise<StoredManifest | undefined> {
    const target = await this.#links.read(this.#layout.revisionLink(name, digest));
    if (!target) return undefined;
    // Bytes under a digest never change, so that only their being there has to be asked again.
    const size = this.#blobs.size(target);
    if (size === undefined) return undefined;
    const known = this.#cache.get(target.text);
    if (known?.bytes.length === size) return known;
    const bytes = await this.#blobs.read(target);
    if (!bytes) return undefined;
    const manifest = { digest: target, mediaType: describeManifest(bytes).mediaType, bytes };
    this.#remember(manifest);
    return manifest;
  }

  /** Keeps a manifest and points tags to it. The link comes before the bytes are in their place, as for uploads. */
  put(name: string, digest: Digest, bytes: Uint8Array, tags: readonly string[] = []): Promise<void> {
    return this.#turns.take(name, async () => {
      const link = this.#layout.revisionLink(name, digest);
      const added = !(await this.#links.read(link));
      try {
        await this.#blobs.write(digest, bytes, () =>
          added ? this.#links.write(link, digest) : Promise.resolve(),
        );
      } catch (error) {
        if (added) await this.#links.undo(link, this.#layout.repositories);
        throw error;
      }
      for (const tag of tags) await this.#tags.set(name, tag, digest);
    });
  }

  /** Removes a revision and every tag that points to it; the bytes go with garbage collection. False when it was not there. */
  remove(name: string, digest: Digest): Promise<boolean> {
    return this.#turns.take(name, async () => {
      // A link without bytes is perhaps that of a push by another process, which will say that it succeeded.
      if (!(await this.has(name, digest))) return false;
      for (const tag of (await this.#tags.list(name)) ?? []) {
        if ((await this.#tags.get(name, tag))?.text === digest.text) await this.#tags.remove(name, tag);
      }
      await this.unlink(name, digest);
      return true;
    });
  }

  /** Removes a revision that no tag points to; false when it was not there. */
  unlink(name: string, digest: Digest): Promise<boolean> {
    return this.#links.remove(this.#layout.revisionLink(name, digest));
  }

  /** Removes the links of revisions whose bytes are nowhere: for who is alone, since others link before the bytes come. */
  async removeDangling(name: string): Promise<void> {
    for (const digest of await this.#links.list(this.#layout.revisions(name))) {
      if (!(await this.has(name, digest))) await this.unlink(name, digest);
    }
  }

  /** Removes a tag and leaves what it points to; false when it was not there. */
  untag(name: string, tag: string): Promise<boolean> {
    return this.#turns.take(name, () => this.#tags.remove(name, tag));
  }

  /** The digests of every manifest of a repository. */
  async list(name: string): Promise<Digest[]> {
    const found: Digest[] = [];
    for (const digest of await this.#links.list(this.#layout.revisions(name))) {
      if (await this.has(name, digest)) found.push(digest);
    }
    return found;
  }

  #remember(manifest: StoredManifest): void {
    if (this.#cached + manifest.bytes.length > CACHE_BYTES) {
      this.#cache.clear();
      this.#cached = 0;
    }
    this.#cache.set(manifest.digest.text, manifest);
    this.#cached += manifest.bytes.length;
  }
}
