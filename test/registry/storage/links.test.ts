import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseDigest } from '../../../src/image/digest.ts';
import { Links } from '../../../src/registry/storage/links.ts';

test('a link that is written and removed at the same time is there or not, and neither side fails', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'links-'));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 }));
  const links = new Links(path.join(root, 'temporary'));
  const file = path.join(root, 'tags/v1/current/link');
  const digest = parseDigest(`sha256:${'a'.repeat(64)}`)!;
  let writing = true;
  const remover = (async () => {
    while (writing) await links.remove(file);
  })();
  const writer = (async () => {
    for (let round = 0; round < 300; round++) await links.write(file, digest);
  })();
  await writer.finally(() => (writing = false));
  await remover;
  await links.write(file, digest);
  expect(await links.read(file)).toEqual(digest);
  await links.remove(file);
  expect(await links.read(file)).toBeUndefined();
}, 300_000);
