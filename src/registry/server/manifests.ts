import { digestOf, parseDigest, type Digest } from '../../image/digest.ts';
import { bareMediaType } from '../../image/media-types.ts';
import { isTag, tagProblem } from '../../image/repository-name.ts';
import { failure, isFailure, type Failure } from '../failure.ts';
import { digestsIn } from '../storage/manifest-content.ts';
import { describeManifest } from '../storage/manifest-type.ts';
import { subjectOf } from '../storage/referrers.ts';
import { accepts } from './accept.ts';
import type { Answer, Outcome } from './answer.ts';
import { alreadyKnown } from './conditional.ts';
import type { Exchange } from './exchange.ts';
import { checkManifest } from './manifest-rules.ts';
import type { ManifestReference } from './route.ts';

/** Specification, "Pushing Manifests": a registry should take at least 4 megabytes. Docker's takes exactly this. */
export const MANIFEST_BYTES_MAX = 4 * 1024 * 1024;

/** Specification, "Pulling manifests": `HEAD` and `GET /v2/<name>/manifests/<reference>`; the bytes as they were pushed. */
export async function getManifest(
  exchange: Exchange,
  name: string,
  reference: ManifestReference,
): Promise<Outcome> {
  const { store, upstream } = exchange.context;
  const byTag = 'tag' in reference;
  if (exchange.method === 'HEAD' && !byTag && !upstream && !exchange.context.readOnly) {
    await noteTold(exchange, name, reference.digest);
  }
  const digest = byTag
    ? await (upstream ? upstream.tag(name, reference.tag) : store.tags.get(name, reference.tag))
    : reference.digest;
  const manifest =
    digest && (await (upstream ? upstream.manifest(name, digest) : store.manifests.get(name, digest)));
  if (!manifest) return unknownManifest(name, reference);
  // Who asks for a digest wants exactly these bytes; who asks for a tag may want only what it understands.
  if (byTag && !accepts(exchange.header('accept'), manifest.mediaType)) {
    return failure('MANIFEST_UNKNOWN', {
      message: `the manifest is of type ${manifest.mediaType}, which the Accept header does not name`,
      detail: { name, tag: reference.tag },
    });
  }
  const etag = `"${manifest.digest.text}"`;
  const headers = {
    'Content-Type': manifest.mediaType,
    'Docker-Content-Digest': manifest.digest.text,
    ETag: etag,
    'Content-Length': manifest.bytes.length,
  };
  if (alreadyKnown(exchange.header('if-none-match'), etag)) {
    return { status: 304, headers: { ETag: etag, 'Docker-Content-Digest': manifest.digest.text } };
  }
  return { status: 200, headers, body: manifest.bytes };
}

/**
 * The push of an index asks this of its children, and does not send what is there. So it is noted before the last look,
 * as for blobs.
 */
async function noteTold({ context: { store } }: Exchange, name: string, digest: Digest): Promise<void> {
  if (await store.manifests.has(name, digest)) store.pending.add(name, digest, 'told');
}

/** Specification, "Pushing Manifests": `PUT /v2/<name>/manifests/<reference>`. */
export async function putManifest(
  exchange: Exchange,
  name: string,
  reference: ManifestReference,
): Promise<Outcome> {
  const { store } = exchange.context;
  const bytes = await exchange.wholeBody(MANIFEST_BYTES_MAX);
  if (!bytes) {
    return failure('MANIFEST_INVALID', {
      status: 413,
      message: 'a manifest has at most 4 MiB',
      headers: { Connection: 'close' },
    });
  }
  const digest = digestFor(bytes, reference);
  if (isFailure(digest)) return digest;
  const tags = tagsToSet(exchange, reference);
  if (isFailure(tags)) return tags;
  const type = exchange.header('content-type');
  return store.gate.pass(async () => {
    const refused = await checkManifest(exchange.context, name, bytes, type && bareMediaType(type));
    if (refused) return refused;
    await store.manifests.put(name, digest, bytes, tags);
    const { document } = describeManifest(bytes);
    for (const text of new Set(digestsIn(document))) store.pending.settle(name, text);
    // Without a tag it is probably the child of an index that comes next.
    if (tags.length === 0) store.pending.add(name, digest, 'sent');
    else store.pending.settle(name, digest.text);
    const subject = subjectOf(document);
    return {
      status: 201,
      headers: {
        Location: exchange.absolute(`/v2/${name}/manifests/${digest.text}`),
        'Docker-Content-Digest': digest.text,
        'Content-Length': 0,
        // "Pushing Manifests with Subject": tells the client that it need not keep a list of referrers itself.
        ...(subject && { 'OCI-Subject': subject.text }),
        ...('digest' in reference && tags.length > 0 && { 'OCI-Tag': tags.join(', ') }),
      },
    };
  });
}

/** The tag in the path or, for a manifest pushed by digest, those in the query (`?tag=v1&tag=latest`). */
function tagsToSet(exchange: Exchange, reference: ManifestReference): string[] | Failure {
  if ('tag' in reference) return [reference.tag];
  const tags = exchange.query.getAll('tag');
  const wrong = tags.find((tag) => !isTag(tag));
  return wrong === undefined
    ? tags
    : failure('TAG_INVALID', { message: 'invalid tag', detail: tagProblem(wrong) });
}

const ACCEPTED: Answer = { status: 202, headers: { 'Content-Length': 0 } };

/** Specification, "Deleting tags" and "Deleting Manifests": a digest takes the manifest and its tags, a tag only itself. */
export async function deleteManifest(
  exchange: Exchange,
  name: string,
  reference: ManifestReference,
): Promise<Outcome> {
  const { store } = exchange.context;
  if ('tag' in reference) {
    const found = await store.manifests.untag(name, reference.tag);
    return found ? ACCEPTED : unknownManifest(name, reference);
  }
  const removed = await store.manifests.remove(name, reference.digest);
  if (!removed) return unknownManifest(name, reference);
  store.pending.forget(name, reference.digest);
  return ACCEPTED;
}

function digestFor(bytes: Buffer, reference: ManifestReference): Digest | Failure {
  if ('tag' in reference) return parseDigest(digestOf(bytes))!;
  const { digest } = reference;
  if (digestOf(bytes, digest.algorithm) === digest.text) return digest;
  return failure('DIGEST_INVALID', {
    detail: { digest: digest.text, computed: digestOf(bytes, digest.algorithm) },
  });
}

function unknownManifest(name: string, reference: ManifestReference): Failure {
  const which = 'tag' in reference ? { tag: reference.tag } : { digest: reference.digest.text };
  return failure('MANIFEST_UNKNOWN', { detail: { name, ...which } });
}
