import { digestProblem } from './digest.ts';
import { isInvalid, type Invalid } from './invalid.ts';
import { isObject, parseObject, type JsonObject } from './json-shape.ts';
import { bareMediaType, isImageType, isIndexType, MEDIA_TYPES } from './media-types.ts';
import type { Platform } from './platform.ts';

/** A pointer to content: what it is, which bytes, how many (image specification, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly urls?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly platform?: Platform;
}

/** One image or artifact (image specification, manifest.md; Docker's schema 2 has the same shape). */
export interface ImageManifest {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Several manifests under one name (image specification, image-index.md; Docker's manifest list). */
export interface ImageIndex {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

export type Manifest =
  | { readonly kind: 'image'; readonly mediaType: string; readonly manifest: ImageManifest }
  | { readonly kind: 'index'; readonly mediaType: string; readonly manifest: ImageIndex };

/**
 * Parses a manifest or an index. `contentType` is what it was served or pushed as; it wins over the document's own
 * `mediaType`, and the two may not contradict each other. Fields that are not known are kept.
 */
export function parseManifest(bytes: Uint8Array | string, contentType?: string): Manifest | Invalid {
  const document = parseObject(bytes, 'manifest');
  if (isInvalid(document)) return document;
  if (document.schemaVersion !== 2) return { problem: 'the manifest is not of schemaVersion 2' };

  const mediaType = mediaTypeOf(document, contentType);
  if (isInvalid(mediaType)) return mediaType;
  const problem = optionalProblem(document) ?? contentProblem(document, mediaType.type);
  if (problem) return { problem };
  return isIndexType(mediaType.type)
    ? { kind: 'index', mediaType: mediaType.type, manifest: document as unknown as ImageIndex }
    : { kind: 'image', mediaType: mediaType.type, manifest: document as unknown as ImageManifest };
}

/** The descriptors that a manifest needs in its registry: children of an index, or config and layers. */
export function referencedBy({ kind, manifest }: Manifest): readonly Descriptor[] {
  return kind === 'index' ? manifest.manifests : [manifest.config, ...manifest.layers];
}

function mediaTypeOf(document: JsonObject, contentType: string | undefined): { type: string } | Invalid {
  const written = document.mediaType;
  if (written !== undefined && typeof written !== 'string') return { problem: '`mediaType` is not a text' };
  const served = contentType === undefined ? undefined : bareMediaType(contentType);
  const known = [served, written].filter(
    (type) => type !== undefined && (isIndexType(type) || isImageType(type)),
  );
  if (served !== undefined && written !== undefined && known.length > 0 && served !== written) {
    return { problem: `the manifest says it is \`${written}\`, but it comes as \`${served}\`` };
  }
  if (known[0] !== undefined) return { type: known[0] };
  if (written !== undefined) return { problem: `\`${written}\` is no media type of a manifest` };
  return { type: Array.isArray(document.manifests) ? MEDIA_TYPES.ociIndex : MEDIA_TYPES.ociManifest };
}

function contentProblem(document: JsonObject, mediaType: string): string | undefined {
  if (isIndexType(mediaType)) {
    if ('layers' in document || 'config' in document) return 'an index has neither `config` nor `layers`';
    return listProblem(document.manifests, 'manifests');
  }
  if ('manifests' in document) return 'an image manifest has no `manifests`';
  return descriptorProblem(document.config, 'config') ?? listProblem(document.layers, 'layers');
}

function optionalProblem(document: JsonObject): string | undefined {
  if (document.subject !== undefined && document.subject !== null) {
    const problem = descriptorProblem(document.subject, 'subject');
    if (problem) return problem;
  }
  if (document.artifactType !== undefined && typeof document.artifactType !== 'string') {
    return '`artifactType` is not a text';
  }
  return undefined;
}

function listProblem(list: unknown, name: string): string | undefined {
  if (!Array.isArray(list)) return `\`${name}\` is not a list`;
  for (const [index, item] of list.entries()) {
    const problem = descriptorProblem(item, `${name}[${index}]`);
    if (problem) return problem;
  }
  return undefined;
}

function descriptorProblem(value: unknown, name: string): string | undefined {
  if (!isObject(value)) return `\`${name}\` is missing or no descriptor`;
  if (typeof value.mediaType !== 'string') return `\`${name}.mediaType\` is missing`;
  if (typeof value.digest !== 'string') return `\`${name}.digest\` is missing`;
  if (!Number.isSafeInteger(value.size) || (value.size as number) < 0) {
    return `\`${name}.size\` is no number of bytes`;
  }
  const problem = digestProblem(value.digest);
  return problem && `\`${name}.digest\`: ${problem}`;
}
