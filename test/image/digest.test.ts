import { expect, test } from 'vitest';
import { digestOf, digestProblem, parseDigest, shortDigest } from '../../src/image/digest.ts';

const empty = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test('the digest of nothing is the well-known one', () => {
  expect(digestOf('')).toBe(empty);
  expect(parseDigest(empty)).toEqual({ algorithm: 'sha256', hex: empty.slice(7), text: empty });
  expect(parseDigest(digestOf('', 'sha512'))?.hex).toHaveLength(128);
  expect(shortDigest(empty)).toBe('e3b0c44298fc');
});

test.each([
  ['abc', 'names its algorithm'],
  ['sha256:', '64 hex digits, here are 0'],
  [`${empty}0`, 'here are 65'],
  [empty.toUpperCase(), 'no digest algorithm'],
  [`sha256:${'A'.repeat(64)}`, 'lower case'],
  [`sha256:${'/'.repeat(64)}`, 'only the hex digits'],
  [`sha512:${'a'.repeat(64)}`, '128 hex digits'],
  [`constructor:${'a'.repeat(64)}`, 'no digest algorithm'],
])('%s is no digest', (text, words) => {
  expect(parseDigest(text)).toBeUndefined();
  expect(digestProblem(text)).toContain(words);
});
