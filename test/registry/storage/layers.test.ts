import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseDigest } from '../../../src/image/digest.ts';
import { contentOf, pushBlob } from '../content.ts';
import { startRegistry } from '../start.ts';

/** As Docker's registry keeps what was pushed by its sha512: the bytes under their sha256, and a link from one to the other. */
async function folderWithSha512() {
  const started = await startRegistry();
  const [sha256, sha512] = [contentOf('a layer'), contentOf('a layer', 'sha512')];
  await pushBlob(started.url, 'app', sha256);
  const link = started.registry.store.layout.layerLink('app', parseDigest(sha512.digest)!);
  mkdirSync(path.dirname(link), { recursive: true });
  writeFileSync(link, sha256.digest);
  return { ...started, digest: sha512.digest };
}

test('a blob that lies under another digest than its own is served, whole and in parts', async () => {
  const { url, digest } = await folderWithSha512();
  const blob = `${url}/v2/app/blobs/${digest}`;
  expect((await fetch(blob, { method: 'HEAD' })).headers.get('content-length')).toBe('7');
  const got = await fetch(blob);
  expect([got.status, got.headers.get('docker-content-digest'), await got.text()]).toEqual([
    200,
    digest,
    'a layer',
  ]);
  expect(await (await fetch(blob, { headers: { Range: 'bytes=2-' } })).text()).toBe('layer');
});

test('it can be mounted', async () => {
  const { url, digest } = await folderWithSha512();
  const mount = await fetch(`${url}/v2/other/blobs/uploads/?mount=${digest}&from=app`, { method: 'POST' });
  expect(mount.status).toBe(201);
  expect(await (await fetch(`${url}/v2/other/blobs/${digest}`)).text()).toBe('a layer');
});
