import { isInvalid, parseReference, withDefaultTag } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import { badRequest, serverError } from '../http/failure.ts';

/** Parses a reference; refuses in the engine's own words, with the status that the asking route uses. */
export function dockerReference(text: string, status: 400 | 500 = 400): Reference {
  const parsed = parseReference(text);
  if (!isInvalid(parsed)) return parsed;
  const refuse = status === 400 ? badRequest : serverError;
  if (/^[0-9a-f]{64}$/.test(text)) {
    throw refuse(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  }
  const name = text.split('@')[0]!;
  const slash = name.indexOf('/');
  const first = slash > 0 ? name.slice(0, slash) : '';
  const rest = /[.:]|^localhost$/.test(first) ? name.slice(slash + 1) : name;
  const path = rest.split(':')[0]!;
  throw refuse(
    path === path.toLowerCase()
      ? 'invalid reference format'
      : 'invalid reference format: repository name must be lowercase',
  );
}

/** The same, with `latest` where neither tag nor digest is written. */
export function taggedReference(text: string, status: 400 | 500 = 400): Reference {
  return withDefaultTag(dockerReference(text, status));
}

/** `docker.io/library/alpine`: the key of a repository's names. */
export function repositoryOf({ domain, path }: Reference): string {
  return `${domain}/${path}`;
}
