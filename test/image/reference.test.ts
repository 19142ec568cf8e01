import { describe, expect, test } from 'vitest';
import {
  familiarReference,
  formatReference,
  isInvalid,
  parseReference,
  sameReference,
  withDefaultTag,
  type Reference,
} from '../../src/image/reference.ts';

function valid(text: string): Reference {
  const reference = parseReference(text);
  if (isInvalid(reference)) throw new Error(`${text}: ${reference.problem}`);
  return reference;
}

const hex = 'a'.repeat(64);

describe('what Docker accepts', () => {
  test.each([
    ['alpine', 'docker.io/library/alpine:latest', 'alpine:latest'],
    ['alpine:3.20', 'docker.io/library/alpine:3.20', 'alpine:3.20'],
    ['me/app:1.0', 'docker.io/me/app:1.0', 'me/app:1.0'],
    ['docker.io/alpine', 'docker.io/library/alpine:latest', 'alpine:latest'],
    ['index.docker.io/library/alpine', 'docker.io/library/alpine:latest', 'alpine:latest'],
    ['localhost:5000/x:1', 'localhost:5000/x:1', 'localhost:5000/x:1'],
    ['localhost/x', 'localhost/x:latest', 'localhost/x:latest'],
    ['localhost:5000', 'docker.io/library/localhost:5000', 'localhost:5000'],
    ['team.azurecr.io/a/b/c', 'team.azurecr.io/a/b/c:latest', 'team.azurecr.io/a/b/c:latest'],
    ['[::1]:5000/x', '[::1]:5000/x:latest', '[::1]:5000/x:latest'],
    ['HOST/x', 'HOST/x:latest', 'HOST/x:latest'],
    ['a/b', 'docker.io/a/b:latest', 'a/b:latest'],
    ['a--b/c__d.e_f', 'docker.io/a--b/c__d.e_f:latest', 'a--b/c__d.e_f:latest'],
    [`alpine@sha256:${hex}`, `docker.io/library/alpine@sha256:${hex}`, `alpine@sha256:${hex}`],
    [`x.io:1/y:t@sha256:${hex}`, `x.io:1/y:t@sha256:${hex}`, `x.io:1/y:t@sha256:${hex}`],
    ['docker.io/library/a/b', 'docker.io/library/a/b:latest', 'library/a/b:latest'],
  ])('%s', (text, full, familiar) => {
    const reference = withDefaultTag(valid(text));
    expect(formatReference(reference)).toBe(full);
    expect(familiarReference(reference)).toBe(familiar);
    expect(valid(full)).toEqual(reference);
  });

  test('a tag is not invented', () => {
    expect(valid('alpine')).toEqual({ domain: 'docker.io', path: 'library/alpine' });
    expect(withDefaultTag(valid(`alpine@sha256:${hex}`)).tag).toBeUndefined();
  });

  test('two ways to write the same image are the same', () => {
    expect(sameReference(valid('alpine'), valid('index.docker.io/library/alpine:latest'))).toBe(true);
    expect(sameReference(valid('alpine'), valid('localhost:5000/alpine'))).toBe(false);
  });
});

describe('what Docker refuses, with the reason', () => {
  test.each([
    ['', 'may not be empty'],
    ['Alpine', 'repository names are lower case: `Alpine` has an upper-case letter'],
    ['localhost:5000/Alpine', 'repository names are lower case: `Alpine` has an upper-case letter'],
    ['alpine:1:2', 'two tags'],
    ['alpine:', 'a tag may not be empty'],
    ['alpine:-x', 'starts with a letter, digit or underscore'],
    ['alpine:a b', 'no spaces'],
    [' alpine', 'no spaces'],
    ['alpine:a!', '`!`'],
    [`alpine:${'t'.repeat(129)}`, '128'],
    ['localhost:5000/', 'no repository name after the host'],
    ['localhost:/x', 'no port after the colon'],
    ['localhost:port/x', 'a port is a number'],
    ['-bad.host/x', 'no host name'],
    ['/alpine', 'does not start with a slash'],
    ['a//b', 'two slashes'],
    ['a/', 'nothing after the last slash'],
    ['a/b:1/c', 'at the very end'],
    [':latest', 'no name before it'],
    ['http://localhost:5000/x', 'leave out `http://`'],
    ['a._b', 'separated by'],
    ['a___b', 'separated by'],
    ['_a', 'starts with a letter or digit'],
    ['a-', 'ends with a letter or digit'],
    ['me/äpp', '`ä`'],
    [hex, 'image id'],
    ['alpine@', 'no digest after the @'],
    ['alpine@sha256:abc', '64 hex digits, here are 3'],
    [`alpine@md5:${hex}`, 'no digest algorithm'],
    [`alpine@sha256:${'A'.repeat(64)}`, 'lower case'],
    [`alpine@sha256:${hex}:tag`, 'the tag comes before the digest'],
    [`alpine@sha256:${hex}@sha256:${hex}`, 'here are two'],
    [`h.io/${'a'.repeat(251)}`, 'at most 255'],
  ])('%j', (text, words) => {
    const reference = parseReference(text);
    expect(isInvalid(reference) && reference.problem).toContain(words);
  });
});
