import { parseReference, isInvalid, withDefaultTag } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import { digestOf } from '../../image/digest.ts';
import type { Descriptor } from '../../image/manifest.ts';
import { parseManifest } from '../../image/manifest.ts';
import { isIndexType } from '../../image/media-types.ts';
import { formatPlatform, forPlatform } from '../../image/platform.ts';
import type { Platform } from '../../image/platform.ts';
import type { FileNode, FileTree } from '../archive/file-tree.ts';
import { badRequest } from '../http/failure.ts';

/** One image in an archive, not yet looked into. */
export interface ArchivedImage {
  readonly config: Buffer;
  readonly layers: readonly { readonly node: FileNode; readonly digest?: string }[];
  readonly names: readonly Reference[];
}

/** Documents are small; the largest that is read, in bytes. */
const DOCUMENT_MAX = 4 * 1024 * 1024;
/** An index may stand in an index; deeper ones exist only to be followed for ever. */
const DEPTH_MAX = 3;

/** The images of an archive that `docker save` wrote, or of an OCI layout. Throws a refusal for what is neither. */
export async function archivedImages(tree: FileTree, platform: Platform): Promise<ArchivedImage[]> {
  if (tree.find('manifest.json').node) return dockerArchive(tree);
  if (tree.find('index.json').node) return ociLayout(tree, platform);
  throw badRequest(
    'invalid archive: no manifest.json and no index.json in it: it is not from `docker save`; `docker import` takes an archive of plain files',
  );
}

async function dockerArchive(tree: FileTree): Promise<ArchivedImage[]> {
  const list = await json(tree, 'manifest.json');
  if (!Array.isArray(list)) throw badRequest('invalid manifest.json: not a list');
  const images: ArchivedImage[] = [];
  for (const item of list as unknown[]) {
    const { Config, Layers, RepoTags } = (item ?? {}) as Record<string, unknown>;
    if (typeof Config !== 'string' || !isTexts(Layers)) {
      throw badRequest('invalid manifest.json: an image without Config or Layers');
    }
    const tags = isTexts(RepoTags) ? RepoTags : [];
    images.push({
      config: await document(tree, Config),
      layers: Layers.map((path) => ({ node: fileAt(tree, path) })),
      names: tags.map(nameOf),
    });
  }
  return images;
}

function nameOf(text: string): Reference {
  const reference = parseReference(text);
  if (isInvalid(reference)) throw badRequest(`invalid tag ${JSON.stringify(text)}`);
  return withDefaultTag(reference);
}

async function ociLayout(tree: FileTree, platform: Platform): Promise<ArchivedImage[]> {
  const images: ArchivedImage[] = [];
  const roots = await manifestsOf(await document(tree, 'index.json'));
  for (const root of roots) {
    const image = await ociImage(tree, root, platform, 0);
    if (!image) continue;
    const known = images.find(({ config }) => config.equals(image.config));
    const names = namesOf(root);
    if (known) images[images.indexOf(known)] = { ...known, names: [...known.names, ...names] };
    else images.push({ ...image, names });
  }
  return images;
}

function manifestsOf(bytes: Buffer): readonly Descriptor[] {
  const parsed = parseManifest(bytes);
  if (isInvalid(parsed)) throw badRequest(`invalid index.json: ${parsed.problem}`);
  if (parsed.kind !== 'index') throw badRequest('invalid index.json: not an index');
  return parsed.manifest.manifests;
}

async function ociImage(
  tree: FileTree,
  descriptor: Descriptor,
  platform: Platform,
  depth: number,
): Promise<ArchivedImage | undefined> {
  if (depth > DEPTH_MAX) throw badRequest('invalid index.json: indexes within indexes');
  const bytes = await blob(tree, descriptor);
  const parsed = parseManifest(bytes, descriptor.mediaType);
  if (isInvalid(parsed)) throw badRequest(`invalid manifest ${descriptor.digest}: ${parsed.problem}`);
  if (parsed.kind === 'index' || isIndexType(parsed.mediaType)) {
    const children = (parsed.manifest as { manifests: readonly Descriptor[] }).manifests;
    const chosen = forPlatform(children, platform);
    if (!chosen) {
      throw badRequest(`no image for ${formatPlatform(platform)} in the archive`);
    }
    return ociImage(tree, chosen, platform, depth + 1);
  }
  const { config, layers } = parsed.manifest;
  return {
    config: await blob(tree, config),
    layers: layers.map(({ digest }) => ({ node: fileAt(tree, blobPath(digest)), digest })),
    names: [],
  };
}

function namesOf({ annotations = {} }: Descriptor): Reference[] {
  const full = annotations['io.containerd.image.name'];
  const short = annotations['org.opencontainers.image.ref.name'];
  // A reference alone may be a whole name or, by the specification, anything at all: `latest` names no repository.
  const text = full ?? (short !== undefined && /[/:]/.test(short) ? short : undefined);
  if (text === undefined) return [];
  const reference = parseReference(text);
  return isInvalid(reference) ? [] : [withDefaultTag(reference)];
}

async function blob(tree: FileTree, { digest, size }: Descriptor): Promise<Buffer> {
  const bytes = await document(tree, blobPath(digest));
  if (bytes.length !== size || digestOf(bytes) !== digest) {
    throw badRequest(`the archive has other bytes than ${digest} says`);
  }
  return bytes;
}

function blobPath(digest: string): string {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw badRequest(`practice keeps sha256 digests only, not ${digest.slice(0, 80)}`);
  }
  return `blobs/sha256/${digest.slice('sha256:'.length)}`;
}

function fileAt(tree: FileTree, path: string): FileNode {
  const { node } = tree.find(path);
  if (node?.kind !== 'file')
    throw badRequest(`the archive has no file ${path.slice(0, 200)}, which its manifest names`);
  return node;
}

async function document(tree: FileTree, path: string): Promise<Buffer> {
  const node = fileAt(tree, path);
  if (node.size > DOCUMENT_MAX) {
    throw badRequest(`${path.slice(0, 200)} in the archive is larger than ${DOCUMENT_MAX} bytes`);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of node.open() as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function json(tree: FileTree, path: string): Promise<unknown> {
  const bytes = await document(tree, path);
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (error) {
    throw badRequest(`invalid ${path}: ${(error as Error).message}`);
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
