import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createRegistry } from '../../../src/registry/registry.ts';
import { collectGarbage } from '../../../src/registry/garbage.ts';
import { sweepAbandoned } from '../../../src/registry/storage/sweep.ts';
import { contentOf } from '../content.ts';
import { startRegistry, temporaryFolder } from '../start.ts';

const yesterday = new Date(Date.now() - 25 * 60 * 60_000);

test('uploads left alone for a day go, also where nothing was ever finished; younger ones stay', async () => {
  const { registry } = await startRegistry();
  const { uploads, layout } = registry.store;
  const [old, young, slow] = [
    await uploads.start('app'),
    await uploads.start('app'),
    await uploads.start('app'),
  ];
  for (const id of [old, slow]) {
    const folder = layout.upload('app', id);
    await writeFile(`${folder}/startedat`, yesterday.toISOString());
    // A slow one: begun yesterday, and its last bytes came just now.
    for (const file of id === slow ? ['/startedat', ''] : ['/startedat', '/data', '']) {
      await utimes(folder + file, yesterday, yesterday);
    }
  }
  await mkdir(layout.temporary, { recursive: true });
  for (const [file, time] of [['left', yesterday] as const, ['busy', new Date()] as const]) {
    await writeFile(`${layout.temporary}/${file}`, 'x');
    await utimes(`${layout.temporary}/${file}`, time, time);
  }
  await sweepAbandoned(registry.store);
  expect(existsSync(layout.upload('app', old))).toBe(false);
  expect(existsSync(layout.upload('app', young))).toBe(true);
  expect(existsSync(layout.upload('app', slow))).toBe(true);
  expect(existsSync(`${layout.temporary}/left`)).toBe(false);
  expect(existsSync(`${layout.temporary}/busy`)).toBe(true);
});

test('a server of one’s own sweeps, too, from its first request on', async () => {
  const root = await temporaryFolder();
  const registry = createRegistry({ root });
  const { uploads, layout } = registry.store;
  const folder = layout.upload('app', await uploads.start('app'));
  for (const file of ['/startedat', '/data', '']) await utimes(folder + file, yesterday, yesterday);
  const server = createServer(registry.handler).listen(0, '127.0.0.1');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await registry.close();
  });
  await once(server, 'listening');
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/`);
  await expect.poll(() => existsSync(folder)).toBe(false);
});

test.each([
  ['its folder is all there is yet', (folder: string) => rm(`${folder}/startedat`)],
  ['the time of its start is not written yet', (folder: string) => writeFile(`${folder}/startedat`, '')],
])('an upload stays that has begun this very moment: %s', async (_when, undo) => {
  const { url, root, registry } = await startRegistry();
  const started = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
  const folder = registry.store.layout.upload('app', started.headers.get('docker-upload-uuid')!);
  // The state in which a collection may find an upload between two steps of its start.
  await undo(folder);
  await collectGarbage(root);
  await writeFile(`${folder}/startedat`, new Date().toISOString());
  const { bytes, digest } = contentOf('layer');
  const location = `${started.headers.get('location')}&digest=${digest}`;
  expect((await fetch(location, { method: 'PUT', body: new Uint8Array(bytes) })).status).toBe(201);
});
