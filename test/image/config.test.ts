import { expect, test } from 'vitest';
import { parseImageConfig } from '../../src/image/config.ts';

test('a configuration is read with what it has beyond the specification', () => {
  const config = { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] }, moby: true };
  expect(parseImageConfig(JSON.stringify(config))).toEqual(config);
});

test.each([
  ['{}', 'no `architecture`'],
  ['{"architecture":"amd64"}', 'no `os`'],
  ['{"architecture":"amd64","os":"linux"}', 'no `rootfs.diff_ids`'],
  ['nope', 'not JSON'],
])('%s is no configuration', (text, words) => {
  expect(parseImageConfig(text)).toMatchObject({ problem: expect.stringContaining(words) });
});
