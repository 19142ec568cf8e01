import { expect, test } from 'vitest';
import { isInvalid } from '../../src/image/invalid.ts';
import { formatPlatform, forPlatform, hostPlatform, parsePlatform } from '../../src/image/platform.ts';

test.each([
  ['linux/amd64', 'linux/amd64'],
  ['LINUX/x86_64', 'linux/amd64'],
  ['arm64', 'linux/arm64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/arm', 'linux/arm/v7'],
  ['linux/arm/v6', 'linux/arm/v6'],
  ['windows/amd64', 'windows/amd64'],
])('%s is %s', (text, expected) => {
  const platform = parsePlatform(text);
  expect(isInvalid(platform) ? platform.problem : formatPlatform(platform)).toBe(expected);
});

test.each(['', 'linux/', 'linux/a/b/c', 'linux amd64'])('%j is no platform', (text) => {
  expect(isInvalid(parsePlatform(text))).toBe(true);
});

test('the image of a platform is chosen from an index', () => {
  const amd64 = { platform: { os: 'linux', architecture: 'amd64' } };
  const arm64 = { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } };
  expect(forPlatform([{}, amd64, arm64], { os: 'linux', architecture: 'aarch64' })).toBe(arm64);
  expect(forPlatform([amd64], { os: 'windows', architecture: 'amd64' })).toBeUndefined();
  expect(hostPlatform().os).toBe('linux');
});
