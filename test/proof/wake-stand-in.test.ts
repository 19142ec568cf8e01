import { expect, test } from 'vitest';
import { repositoryOnHub } from '../../src/proof/wake-stand-in.ts';

test('images of Docker Hub are told from those of other registries', () => {
  expect(
    ['alpine', 'registry:2', 'me/app:1.0', `alpine@sha256:${'0'.repeat(64)}`].map(repositoryOnHub),
  ).toEqual(['library/alpine', 'library/registry', 'me/app', 'library/alpine']);
  expect(
    ['localhost:5000/alpine', 'localhost/alpine', 'mcr.microsoft.com/dotnet/runtime:5.0'].map(
      repositoryOnHub,
    ),
  ).toEqual([undefined, undefined, undefined]);
});
