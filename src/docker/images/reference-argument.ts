import { Failure } from '../failure.ts';
import { isInvalid, parseReference, type Reference } from '../../image/reference.ts';

/** Docker's words for a reference that is none. */
export function invalidReference(text: string): string {
  if (/^[\da-f]{64}$/.test(text)) {
    return `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`;
  }
  const lower = parseReference(text.toLowerCase());
  const name = text.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  if (isInvalid(lower) || name === name.toLowerCase()) return 'invalid reference format';
  return `invalid reference format: repository name (${repositoryPath(name)}) must be lowercase`;
}

/** The name without its registry, as docker completes it. */
function repositoryPath(name: string): string {
  const slash = name.indexOf('/');
  if (slash < 0) return `library/${name}`;
  const first = name.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  return isRegistry ? name.slice(slash + 1) : name;
}

/** A reference that was typed. Throws a Failure in docker's words; `prefix` stands in front of them. */
export function referenceArgument(text: string, prefix = ''): Reference {
  const reference = parseReference(text);
  if (isInvalid(reference)) throw new Failure(`${prefix}${invalidReference(text)}`);
  return reference;
}

/** The problem with a reference that is the value of a flag, in docker's words. */
export function referenceProblem(text: string): string | undefined {
  return isInvalid(parseReference(text)) ? invalidReference(text) : undefined;
}
