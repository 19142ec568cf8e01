import { parseDigest, type Digest } from '../../image/digest.ts';
import { isObject, type JsonObject } from '../../image/json-shape.ts';
import { describeManifest } from './manifest-type.ts';
import type { Manifests } from './manifests.ts';

/** A manifest that names another one as its subject, as the referrers list describes it. */
export interface ReferrerDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: JsonObject;
}

interface Referrer {
  readonly subject: string;
  readonly descriptor: ReferrerDescriptor;
}

const REMEMBERED_MAX = 50_000;

/**
 * Who refers to whom in a repository. There is no index on disk that could be wrong: the manifests themselves say so,
 * also those that another registry put into the folder. What one says never changes, so each is read once.
 */
export class Referrers {
  readonly #manifests: Manifests;
  readonly #remembered = new Map<string, Referrer | undefined>();

  constructor(manifests: Manifests) {
    this.#manifests = manifests;
  }

  async list(name: string, subject: Digest): Promise<ReferrerDescriptor[]> {
    const found: ReferrerDescriptor[] = [];
    for (const digest of await this.#manifests.list(name)) {
      const referrer = await this.#read(name, digest);
      if (referrer?.subject === subject.text) found.push(referrer.descriptor);
    }
    return found;
  }

  async #read(name: string, digest: Digest): Promise<Referrer | undefined> {
    if (this.#remembered.has(digest.text)) return this.#remembered.get(digest.text);
    const manifest = await this.#manifests.get(name, digest);
    if (!manifest) return undefined;
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    const referrer = referrerOf(digest, manifest.bytes);
    this.#remembered.set(digest.text, referrer);
    return referrer;
  }
}

/** The digest of the subject that a manifest names, if any. */
export function subjectOf(document: JsonObject | undefined): Digest | undefined {
  const subject = document?.subject;
  return isObject(subject) && typeof subject.digest === 'string' ? parseDigest(subject.digest) : undefined;
}

/** Specification, "Listing Referrers": the artifact type of an image manifest without one is its config's media type. */
function referrerOf(digest: Digest, bytes: Uint8Array): Referrer | undefined {
  const { mediaType, document } = describeManifest(bytes);
  const subject = subjectOf(document);
  if (!document || !subject) return undefined;
  const config = isObject(document.config) ? document.config.mediaType : undefined;
  const artifactType = document.artifactType || config;
  return {
    subject: subject.text,
    descriptor: {
      mediaType,
      digest: digest.text,
      size: bytes.length,
      ...(typeof artifactType === 'string' ? { artifactType } : {}),
      ...(isObject(document.annotations) ? { annotations: document.annotations } : {}),
    },
  };
}
