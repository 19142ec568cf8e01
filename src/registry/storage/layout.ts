import path from 'node:path';
import type { Digest } from '../../image/digest.ts';
import { isRepositoryName, isTag } from '../../image/repository-name.ts';

/**
 * Where things are below the root folder: the layout of Docker's own registry, so that either can open the other's
 * folder. Every path is made here, and only from names, tags and digests that are valid.
 */
export interface Layout {
  readonly base: string;
  readonly blobs: string;
  readonly repositories: string;
  /** Files on their way to their place; what a killed process left here is nobody's. */
  readonly temporary: string;
  /** What pushes in progress count on, what was collected in spite of one, and who is at work here: see their files. */
  readonly pending: string;
  readonly trash: string;
  readonly signs: string;
  blobFolder(digest: Digest): string;
  blobData(digest: Digest): string;
  repository(name: string): string;
  layerLink(name: string, digest: Digest): string;
  layers(name: string): string;
  revisions(name: string): string;
  revisionLink(name: string, digest: Digest): string;
  tags(name: string): string;
  tag(name: string, tag: string): string;
  tagLink(name: string, tag: string): string;
  tagIndexLink(name: string, tag: string, digest: Digest): string;
  uploads(name: string): string;
  upload(name: string, id: string): string;
}

const UPLOAD_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isUploadId(text: string): boolean {
  return UPLOAD_ID.test(text);
}

export function layoutOf(root: string): Layout {
  const base = path.join(path.resolve(root), 'docker/registry/v2');
  const blobs = `${base}/blobs`;
  const repositories = `${base}/repositories`;
  const repository = (name: string) => `${repositories}/${checked(name, isRepositoryName)}`;
  const tag = (name: string, text: string) => `${repository(name)}/_manifests/tags/${checked(text, isTag)}`;
  const blobFolder = ({ algorithm, hex }: Digest) => `${blobs}/${algorithm}/${hex.slice(0, 2)}/${hex}`;
  return {
    base,
    blobs,
    repositories,
    temporary: `${base}/_temporary`,
    pending: `${base}/_temporary/pending`,
    trash: `${base}/_temporary/trash`,
    signs: `${base}/_temporary/signs`,
    blobFolder,
    blobData: (digest) => `${blobFolder(digest)}/data`,
    repository,
    layers: (name) => `${repository(name)}/_layers`,
    layerLink: (name, { algorithm, hex }) => `${repository(name)}/_layers/${algorithm}/${hex}/link`,
    revisions: (name) => `${repository(name)}/_manifests/revisions`,
    revisionLink: (name, { algorithm, hex }) =>
      `${repository(name)}/_manifests/revisions/${algorithm}/${hex}/link`,
    tags: (name) => `${repository(name)}/_manifests/tags`,
    tag,
    tagLink: (name, text) => `${tag(name, text)}/current/link`,
    tagIndexLink: (name, text, { algorithm, hex }) => `${tag(name, text)}/index/${algorithm}/${hex}/link`,
    uploads: (name) => `${repository(name)}/_uploads`,
    upload: (name, id) => `${repository(name)}/_uploads/${checked(id, isUploadId)}`,
  };
}

/** The routes have refused bad names long before; this is the lock on the door behind them. */
function checked(text: string, valid: (text: string) => boolean): string {
  if (!valid(text)) throw new TypeError(`not a name that may become a path: ${JSON.stringify(text)}`);
  return text;
}
