import { isInvalid, parseReference, withDefaultTag } from '../image/reference.ts';
import type { Reference } from '../image/reference.ts';

/** A reference that a schema has already accepted. */
export function knownReference(text: string): Reference {
  const parsed = parseReference(text);
  if (isInvalid(parsed)) throw new Error(`\`${text}\` is no image reference: ${parsed.problem}`);
  return parsed;
}

/** The same, with `latest` where neither tag nor digest is written. */
export function taggedReference(text: string): Reference {
  return withDefaultTag(knownReference(text));
}
