import type { Digest } from '../../image/digest.ts';
import type { Blobs } from './blobs.ts';
import type { Layout } from './layout.ts';
import type { Links } from './links.ts';
import { describeManifest } from './manifest-type.ts';
import type { Tags } from './tags.ts';

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

  /** The link first, as for uploads: without bytes it is none, while bytes that no link leads to would be rubbish. */
  async put(name: string, digest: Digest, bytes: Uint8Array): Promise<void> {
    const link = this.#layout.revisionLink(name, digest);
    if (!(await this.#links.read(link))) await this.#links.write(link, digest);
    await this.#blobs.write(digest, bytes);
  }

  /** Removes a revision and every tag that points to it; the bytes go with garbage collection. False when it was not there. */
  async remove(name: string, digest: Digest): Promise<boolean> {
    // A link without bytes is perhaps that of a push in this moment, which will say that it succeeded.
    if (!(await this.has(name, digest))) return false;
    for (const tag of (await this.#tags.list(name)) ?? []) {
      if ((await this.#tags.get(name, tag))?.text === digest.text) await this.#tags.remove(name, tag);
    }
    await this.#links.remove(this.#layout.revisionLink(name, digest));
    return true;
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
