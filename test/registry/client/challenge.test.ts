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
  [
    'Bearer realm="https://x/token?a=1,b=2", scope="repository:a:pull repository:b:pull", Basic realm="a, b"',
    [
      {
        scheme: 'bearer',
        parameters: { realm: 'https://x/token?a=1,b=2', scope: 'repository:a:pull repository:b:pull' },
      },
      { scheme: 'basic', parameters: { realm: 'a, b' } },
    ],
  ],
  [
    'bearer realm = "Basic realm=\\"x\\"" , ,service=s',
    [{ scheme: 'bearer', parameters: { realm: 'Basic realm="x"', service: 's' } }],
  ],
  // RFC 9110, 11.2: what follows a scheme may also be one piece of text.
  ['Negotiate', [{ scheme: 'negotiate', parameters: {} }]],
  [
    'Negotiate oRQ+/abc.~==, Basic realm="y"',
    [
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'y' } },
    ],
  ],
  [
    'NTLM TlRM, Negotiate, Basic realm="y"',
    [
      { scheme: 'ntlm', parameters: {} },
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'y' } },
    ],
  ],
  ['Basic realm="never ends', [{ scheme: 'basic', parameters: {} }]],
  ['', []],
  [undefined, []],
])('%s', (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});

test('a header made to take long takes no time', () => {
  for (const filler of [' ', ',', ' ,', '"', '\\', 'a', 'a=', 'a ', 'a="', '=']) {
    const began = performance.now();
    parseChallenges(`Basic ${filler.repeat(8000)};`);
    expect([filler, performance.now() - began < 1000]).toEqual([filler, true]);
  }
});
