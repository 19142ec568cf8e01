import type { Readable } from 'node:stream';
import type { Descriptor } from '../../image/manifest.ts';
import * as blobs from './blobs.ts';
import type { OpenBlob } from './blobs.ts';
import { copyImage, type Copied, type Place } from './copy.ts';
import { listRepositories, listTags } from './lists.ts';
import * as manifests from './manifests.ts';
import type { FetchedManifest, ManifestHead } from './manifests.ts';
import * as referrers from './referrers.ts';
import { RegistryError } from './registry-error.ts';
import { Session, type SessionOptions } from './session.ts';

export { RegistryError };
export type { Copied, FetchedManifest, ManifestHead, OpenBlob, Place };
export type ConnectOptions = SessionOptions;

export type Ping =
  | { readonly ok: true; readonly status: number }
  | { readonly ok: false; readonly status?: number; readonly reason: string };

/**
 * One registry, ours or any other. Logs in as the registry asks for it: not at all, basic, or bearer token. What is
 * not there is undefined or false; every other refusal is a RegistryError.
 */
export interface RegistryClient {
  /** Whether there is a registry that lets these credentials in. Never throws. */
  ping(): Promise<Ping>;
  tags(repository: string): Promise<string[] | undefined>;
  catalog(): Promise<string[]>;
  /** By tag or digest; by digest the bytes are verified. */
  manifest(repository: string, reference: string): Promise<FetchedManifest | undefined>;
  headManifest(repository: string, reference: string): Promise<ManifestHead | undefined>;
  /** One with a `subject` is also noted in the list of referrers under a tag, where the registry keeps none. */
  putManifest(
    repository: string,
    reference: string,
    mediaType: string,
    bytes: Uint8Array,
  ): Promise<{ digest: string }>;
  /** Verified while streaming: the stream fails at its end when the bytes are not the digest's. */
  blob(repository: string, digest: string): Promise<Readable | undefined>;
  /** As `blob`, with its size where the registry tells. */
  openBlob(repository: string, digest: string): Promise<OpenBlob | undefined>;
  /** In bytes; undefined when it is not there. */
  blobSize(repository: string, digest: string): Promise<number | undefined>;
  hasBlob(repository: string, digest: string): Promise<boolean>;
  /** Whether these credentials may push to a repository; nothing is left there. */
  mayPush(repository: string): Promise<boolean>;
  pushBlob(
    repository: string,
    digest: string,
    size: number,
    open: () => Readable,
    options?: { mountFrom?: string | undefined },
  ): Promise<'existed' | 'mounted' | 'pushed'>;
  deleteManifest(repository: string, reference: string): Promise<boolean>;
  deleteBlob(repository: string, digest: string): Promise<boolean>;
  /** What names this digest as its subject; also from registries that know no such list, by the tag that stands in. */
  referrers(repository: string, digest: string, artifactType?: string): Promise<Descriptor[]>;
  /** Copies an image, or an index with its children, within this registry or to another one. */
  copy(from: Place, to: Place & { readonly registry?: RegistryClient }): Promise<Copied>;
}

/** Makes a client; nothing is sent yet. `url` is `http://127.0.0.1:5000` or `https://registry.example`. */
export function connectRegistry(options: ConnectOptions): RegistryClient {
  const session = new Session(options);
  const client: RegistryClient = {
    ping: () => ping(session),
    tags: (repository) => listTags(session, repository),
    catalog: () => listRepositories(session),
    manifest: (repository, reference) => manifests.getManifest(session, repository, reference),
    headManifest: (repository, reference) => manifests.headManifest(session, repository, reference),
    putManifest: (repository, reference, mediaType, bytes) =>
      referrers.putManifest(session, repository, reference, mediaType, bytes),
    blob: async (repository, digest) => (await blobs.openBlob(session, repository, digest))?.stream,
    openBlob: (repository, digest) => blobs.openBlob(session, repository, digest),
    blobSize: (repository, digest) => blobs.blobSize(session, repository, digest),
    hasBlob: (repository, digest) => blobs.hasBlob(session, repository, digest),
    mayPush: (repository) => blobs.mayPush(session, repository),
    pushBlob: (repository, digest, size, open, mount) =>
      blobs.pushBlob(session, repository, digest, size, open, mount),
    deleteManifest: (repository, reference) => referrers.removeManifest(session, repository, reference),
    deleteBlob: (repository, digest) => blobs.deleteBlob(session, repository, digest),
    referrers: (repository, digest, artifactType) =>
      referrers.listReferrers(session, repository, digest, artifactType),
    copy: (from, to) => copyImage(client, from, to.registry ?? client, to),
  };
  return client;
}

async function ping(session: Session): Promise<Ping> {
  try {
    const ask = { method: 'GET', path: 'v2/', access: [] };
    const answer = await session.ask(ask);
    if (answer.status === 200) {
      answer.body.resume();
      return { ok: true, status: 200 };
    }
    return { ok: false, status: answer.status, reason: (await session.error(ask, answer)).message };
  } catch (error) {
    const { status, message } = error as RegistryError;
    return { ok: false, ...(status === undefined ? {} : { status }), reason: message };
  }
}
