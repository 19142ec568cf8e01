import { expect, test } from 'vitest';
import { differences } from '../../src/proof/machine.ts';

test('what a lab left, and what it took, is named with its kind', () => {
  const before = { container: ['web (running, 01)'], image: ['alpine:latest (0a)'], volume: [] };
  const after = { container: [], image: ['alpine:latest (0a)', 'me/app:1 (0b)'], volume: ['data'] };
  expect(differences(before, after)).toEqual([
    'container web (running, 01) was there before and is gone',
    'image me/app:1 (0b) is left',
    'volume data is left',
  ]);
  expect(differences(before, before)).toEqual([]);
});
