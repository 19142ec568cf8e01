import { expect, test } from 'vitest';
import { askedNewLayers, newLayersProblem } from '../../src/checks/new-layers.ts';

const than = 'shop:1.0';

test('at least one layer is new, or exactly so many', () => {
  expect(newLayersProblem({ than }, ['a', 'c'], ['a', 'b'])).toBeUndefined();
  expect(newLayersProblem({ than }, ['c', 'd'], ['a', 'b'])).toBeUndefined();
  expect(newLayersProblem({ than, count: 1 }, ['a', 'c'], ['a', 'b'])).toBeUndefined();
});

test('the same layers under another configuration are told', () => {
  for (const count of [undefined, 1])
    expect(newLayersProblem({ than, count }, ['a', 'b'], ['a', 'b'])).toMatchObject({
      actual: 'it has the very layers of `shop:1.0`',
      help: expect.stringContaining('Change a file that the Dockerfile copies') as string,
    });
});

test('more new layers than wanted come from the order of the Dockerfile', () => {
  expect(newLayersProblem({ than, count: 1 }, ['a', 'c', 'd'], ['a', 'b', 'e'])).toMatchObject({
    actual: 'it has 2 layers that `shop:1.0` has not, and one should be new',
    help: expect.stringContaining('What changes often stands last') as string,
  });
});

test('what is asked for is told in words', () => {
  expect(askedNewLayers({ than })).toBe('new layers beside those of `shop:1.0`');
  expect(askedNewLayers({ than, count: 1 })).toBe('one new layer beside those of `shop:1.0`');
});
