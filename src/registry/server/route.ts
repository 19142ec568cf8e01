import { digestProblem, parseDigest, type Digest } from '../../image/digest.ts';
import { isTag, repositoryNameProblem, tagProblem } from '../../image/repository-name.ts';
import { failure, type Failure } from '../failure.ts';
import { isUploadId } from '../storage/layout.ts';

/** A manifest by its digest, or by a tag. */
export type ManifestReference = { readonly digest: Digest } | { readonly tag: string };

/** What a path of the API names, with every part of it checked. */
export type Route =
  | { readonly endpoint: 'base' }
  | { readonly endpoint: 'catalog' }
  | { readonly endpoint: 'tags'; readonly name: string }
  | { readonly endpoint: 'manifest'; readonly name: string; readonly reference: ManifestReference }
  | { readonly endpoint: 'blob'; readonly name: string; readonly digest: Digest }
  | { readonly endpoint: 'uploads'; readonly name: string }
  | { readonly endpoint: 'upload'; readonly name: string; readonly id: string }
  | { readonly endpoint: 'referrers'; readonly name: string; readonly digest: Digest };

/** The longest path that can name something: a name of 255 characters, a digest, and what is between them. */
const PATH_LENGTH_MAX = 1024;

// Docker's registry answers in plain words here; `UNSUPPORTED` would read like a refusal of what was asked.
const NOT_FOUND = failure('UNKNOWN', { status: 404, message: 'the registry has no such page' });

/** Reads the path of a request (specification, "Endpoints"). The last part decides, since names have slashes. */
export function parseRoute(rawPath: string, method: string): Route | Failure {
  if (rawPath.length > PATH_LENGTH_MAX * 3) return NOT_FOUND;
  let path: string;
  try {
    path = decodeURIComponent(rawPath);
  } catch {
    return failure('NAME_INVALID', { detail: 'the path is not encoded as a URL should be' });
  }
  if (path === '/v2/') return { endpoint: 'base' };
  if (path === '/v2/_catalog') return { endpoint: 'catalog' };
  const match =
    /^\/v2\/(.*)\/(tags\/list|blobs\/uploads(?:\/[^/]*)?|(?:manifests|blobs|referrers)\/[^/]*)$/s.exec(path);
  if (!match) return NOT_FOUND;
  const name = match[1]!;
  const problem = repositoryNameProblem(name);
  if (problem) return failure('NAME_INVALID', { detail: { name, reason: problem } });
  return parseResource(name, match[2]!, method);
}

function parseResource(name: string, resource: string, method: string): Route | Failure {
  if (resource === 'tags/list') return { endpoint: 'tags', name };
  if (resource === 'blobs/uploads' || resource === 'blobs/uploads/') return { endpoint: 'uploads', name };
  const slash = resource.lastIndexOf('/');
  const [kind, last] = [resource.slice(0, slash), resource.slice(slash + 1)];
  if (kind === 'blobs/uploads') {
    return isUploadId(last)
      ? { endpoint: 'upload', name, id: last }
      : failure('BLOB_UPLOAD_UNKNOWN', { detail: { id: last } });
  }
  if (kind === 'manifests') return parseManifestReference(name, last, method);
  const digest = parseDigest(last);
  if (!digest) return invalidDigest(last);
  return { endpoint: kind === 'blobs' ? 'blob' : 'referrers', name, digest };
}

function parseManifestReference(name: string, text: string, method: string): Route | Failure {
  if (isTag(text)) return { endpoint: 'manifest', name, reference: { tag: text } };
  const digest = parseDigest(text);
  if (digest) return { endpoint: 'manifest', name, reference: { digest } };
  if (text.includes(':')) return invalidDigest(text);
  if (method === 'PUT') return failure('TAG_INVALID', { message: 'invalid tag', detail: tagProblem(text) });
  return failure('MANIFEST_UNKNOWN', { detail: { name, tag: text } });
}

/** A digest that cannot be one: 400, since no content could ever have it. */
export function invalidDigest(text: string): Failure {
  return failure('DIGEST_INVALID', {
    message: 'invalid digest',
    detail: { digest: text.slice(0, 200), reason: digestProblem(text.slice(0, 200)) },
  });
}
