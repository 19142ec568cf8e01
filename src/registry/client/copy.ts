import { Readable } from 'node:stream';
import { isInvalid } from '../../image/invalid.ts';
import { parseManifest, referencedBy, type Descriptor } from '../../image/manifest.ts';
import { mayBeElsewhere } from '../elsewhere.ts';
import type { RegistryClient } from './client.ts';
import type { FetchedManifest } from './manifests.ts';
import { RegistryError } from './registry-error.ts';

/** Content of a repository, by tag or digest. */
export interface Place {
  readonly repository: string;
  readonly reference: string;
}

export interface Copied {
  readonly mediaType: string;
  readonly digest: string;
  /** How many manifests were put: more than one for an index. */
  readonly manifests: number;
  /** How many blobs came there in which way. */
  readonly blobs: { readonly existed: number; readonly mounted: number; readonly pushed: number };
}

/**
 * Copies an image, or an index with all its children: blobs first, verified on the way, then the manifests that name
 * them, byte for byte. Within one registry blobs are mounted. What refers to the image stays behind.
 */
export async function copyImage(
  source: RegistryClient,
  from: Place,
  target: RegistryClient,
  to: Place,
): Promise<Copied> {
  const copy = new Copy(source, from.repository, target, to.repository);
  const { mediaType, digest } = await copy.manifest(from.reference, to.reference);
  return { mediaType, digest, manifests: copy.manifests.size, blobs: copy.blobs };
}

class Copy {
  readonly blobs = { existed: 0, mounted: 0, pushed: 0 };
  readonly manifests = new Set<string>();
  readonly #source: RegistryClient;
  readonly #from: string;
  readonly #target: RegistryClient;
  readonly #to: string;
  readonly #brought = new Set<string>();

  constructor(source: RegistryClient, from: string, target: RegistryClient, to: string) {
    this.#source = source;
    this.#from = from;
    this.#target = target;
    this.#to = to;
  }

  async manifest(reference: string, as: string): Promise<FetchedManifest> {
    const fetched = await this.#source.manifest(this.#from, reference);
    if (!fetched) {
      throw new RegistryError(`there is no manifest ${this.#from} ${reference}`, {
        status: 404,
        code: 'MANIFEST_UNKNOWN',
      });
    }
    const manifest = parseManifest(fetched.bytes, fetched.mediaType);
    if (isInvalid(manifest)) throw new RegistryError(manifest.problem, { code: 'MANIFEST_INVALID' });
    for (const descriptor of referencedBy(manifest)) {
      const { digest } = descriptor;
      if (manifest.kind === 'image') await this.#blob(descriptor);
      else if (!this.manifests.has(digest)) await this.manifest(digest, digest);
    }
    const { digest } = await this.#target.putManifest(this.#to, as, manifest.mediaType, fetched.bytes);
    this.manifests.add(digest);
    return { ...fetched, digest };
  }

  async #blob(descriptor: Descriptor): Promise<void> {
    const { digest, size } = descriptor;
    if (mayBeElsewhere(descriptor) || this.#brought.has(digest)) return;
    const open = () => Readable.from(this.#bytesOf(descriptor), { objectMode: false });
    const mount = this.#source === this.#target ? { mountFrom: this.#from } : {};
    this.blobs[await this.#target.pushBlob(this.#to, digest, size, open, mount)] += 1;
    this.#brought.add(digest);
  }

  /** The bytes, and an error where they are more or fewer than the descriptor says: the request has promised so many. */
  async *#bytesOf({ digest, size }: Descriptor): AsyncGenerator<Buffer> {
    const stream = await this.#source.blob(this.#from, digest);
    if (!stream) {
      throw new RegistryError(`there is no blob ${this.#from} ${digest}`, {
        status: 404,
        code: 'BLOB_UNKNOWN',
      });
    }
    let left = size;
    for await (const chunk of stream) {
      left -= (chunk as Buffer).length;
      if (left < 0) break;
      yield chunk as Buffer;
    }
    if (left === 0) return;
    throw new RegistryError(`the blob ${digest} has not the ${size} bytes that its manifest says`, {
      code: 'SIZE_INVALID',
    });
  }
}
