import { expect, test } from 'vitest';
import { parseChallenges } from '../../../src/registry/client/challenge.ts';

test.each([
  ['Basic realm="a \\"quoted\\" realm"', [{ scheme: 'basic', parameters: { realm: 'a "quoted" realm' } }]],
  [
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
    [
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.docker.io/token',
          service: 'registry.docker.io',
          scope: 'repository:a/b:pull,push',
        },
      },
    ],
  ],
  [
    'Bearer realm=x, Basic realm="y"',
    [
      { scheme: 'bearer', parameters: { realm: 'x' } },
      { scheme: 'basic', parameters: { realm: 'y' } },
    ],
  ],
  ['', []],
  [undefined, []],
])('%s', (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});
