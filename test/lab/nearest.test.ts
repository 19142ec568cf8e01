import { expect, test } from 'vitest';
import { didYouMean, editDistance, nearest } from '../../src/lab/nearest.ts';

test.each([
  ['same', 'same', 0],
  ['lates', 'latest', 1],
  ['registyr', 'registry', 1],
  ['abc', 'xyz', 3],
  ['', 'ab', 2],
])('%s and %s are %i apart', (one, other, distance) => {
  expect(editDistance(one, other)).toBe(distance);
  expect(editDistance(other, one)).toBe(distance);
});

test('counting stops at the limit', () => {
  expect(editDistance('abcdefgh', 'stuvwxyz', 2)).toBe(3);
});

test('the nearest name is found only when it is near', () => {
  expect(nearest('contianer', ['image', 'container', 'tags'])).toBe('container');
  expect(nearest('Image', ['image'])).toBe('image');
  expect(nearest('swarm', ['image', 'container'])).toBeUndefined();
  expect(nearest('tags', ['tags'])).toBeUndefined();
  expect(didYouMean('htp', ['http', 'tags'])).toBe('did you mean `http`?');
});
