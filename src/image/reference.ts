import { digestProblem } from './digest.ts';
import { DEFAULT_DOMAIN, domainProblem, looksLikeDomain } from './domain.ts';
import { isInvalid, type Invalid } from './invalid.ts';
import { NAME_LENGTH_MAX, repositoryNameProblem, tagProblem } from './repository-name.ts';

export { isInvalid };
export type InvalidReference = Invalid;

/** What `docker pull` understands: where an image is, and which one. */
export interface Reference {
  /** `docker.io`, `localhost:5000`. */
  readonly domain: string;
  /** `library/alpine`. */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Where Docker Hub keeps images that have no owner in their name. */
const OFFICIAL = 'library/';

/**
 * Parses by the distribution reference grammar, with Docker's defaults: `alpine` is `docker.io/library/alpine`.
 * The tag stays undefined when none was written; see `withDefaultTag`.
 */
export function parseReference(text: string): Reference | InvalidReference {
  const whole = wholeTextProblem(text);
  if (whole) return { problem: whole };

  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = splitDomain(at < 0 ? text : text.slice(0, at));
  const { path, tag } = splitTag(named.path);

  const problem =
    (named.written && domainProblem(named.domain)) ||
    pathProblem(path, tag) ||
    (tag === undefined ? undefined : tagProblem(tag)) ||
    (digest === undefined ? undefined : writtenDigestProblem(digest));
  if (problem) return { problem };

  const reference = normalize({ domain: named.domain, path });
  const length = reference.domain.length + 1 + reference.path.length;
  if (length > NAME_LENGTH_MAX) {
    return {
      problem: `host and path together have at most ${NAME_LENGTH_MAX} characters, here are ${length}`,
    };
  }
  return { ...reference, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** The same reference with the tag `latest`, when it has neither tag nor digest. */
export function withDefaultTag(reference: Reference): Reference {
  return reference.tag === undefined && reference.digest === undefined
    ? { ...reference, tag: 'latest' }
    : reference;
}

/** Everything written out: `docker.io/library/alpine:latest`. */
export function formatReference(reference: Reference): string {
  return `${reference.domain}/${reference.path}${suffix(reference)}`;
}

/** As Docker prints it: `alpine:latest`, `me/app:1.0`, `localhost:5000/x:1`. */
export function familiarReference(reference: Reference): string {
  return `${familiarName(reference)}${suffix(reference)}`;
}

/** The name without tag and digest, as Docker prints it: `alpine`, `localhost:5000/x`. */
export function familiarName({ domain, path }: Pick<Reference, 'domain' | 'path'>): string {
  if (domain !== DEFAULT_DOMAIN) return `${domain}/${path}`;
  const official = path.startsWith(OFFICIAL) && !path.slice(OFFICIAL.length).includes('/');
  return official ? path.slice(OFFICIAL.length) : path;
}

/** Whether both name the same image: `alpine`, `docker.io/alpine` and `index.docker.io/library/alpine:latest` do. */
export function sameReference(one: Reference, other: Reference): boolean {
  return formatReference(withDefaultTag(one)) === formatReference(withDefaultTag(other));
}

function suffix({ tag, digest }: Reference): string {
  return `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function wholeTextProblem(text: string): string | undefined {
  if (text === '') return 'a reference may not be empty: write a name such as `alpine`';
  if (text !== text.trim() || /\s/.test(text)) {
    return `a reference has no spaces: \`${text}\` has`;
  }
  const scheme = /^([a-zA-Z]+):\/\//.exec(text);
  if (scheme) {
    return `a reference has no scheme: leave out \`${scheme[0]}\` and write \`${text.slice(scheme[0].length)}\``;
  }
  if (/^[0-9a-f]{64}$/.test(text)) {
    return 'a name of 64 hex digits would be mistaken for an image id: to name a digest, write `NAME@sha256:…`';
  }
  return undefined;
}

function splitDomain(name: string): { domain: string; path: string; written: boolean } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  if (slash > 0 && looksLikeDomain(first)) {
    return { domain: first, path: name.slice(slash + 1), written: true };
  }
  return { domain: DEFAULT_DOMAIN, path: name, written: false };
}

/** The tag is whatever follows the first colon of the last component. */
function splitTag(name: string): { path: string; tag: string | undefined } {
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0
    ? { path: name, tag: undefined }
    : { path: name.slice(0, colon), tag: name.slice(colon + 1) };
}

function pathProblem(path: string, tag: string | undefined): string | undefined {
  if (path === '') {
    return tag === undefined
      ? 'there is no repository name after the host'
      : `there is a tag, \`:${tag}\`, but no name before it`;
  }
  const early = path.split('/').find((component) => component.includes(':'));
  if (early) return `the tag comes at the very end of a reference, not in the middle as in \`${early}\``;
  return repositoryNameProblem(path);
}

function writtenDigestProblem(digest: string): string | undefined {
  if (digest === '') return 'there is no digest after the @';
  if (digest.includes('@')) return 'a reference has one digest at most, and here are two';
  const late = /^(sha\d+:[0-9a-f]+):(.*)$/.exec(digest);
  if (late) return `the tag comes before the digest: write \`NAME:${late[2]}@${late[1]}\``;
  return digestProblem(digest);
}

function normalize({ domain, path }: Reference): Reference {
  const host = domain === 'index.docker.io' ? DEFAULT_DOMAIN : domain;
  return { domain: host, path: host === DEFAULT_DOMAIN && !path.includes('/') ? OFFICIAL + path : path };
}
