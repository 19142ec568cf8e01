import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentOf, imageOf, pushBlob, putManifest } from '../content.ts';
import { startRegistry } from '../start.ts';
import { inUse } from './in-use.ts';

const ROUNDS = 9;
const IMAGES = 8;
/** Less than one round leaves behind if it keeps one of its layers. */
const GROWTH_BYTES = 2 * 1024 * 1024;

/** Everything that a day of practice does to a registry; what it pushed is deleted at the end. */
async function round(url: string): Promise<void> {
  const blobUrl = (digest: string) => `${url}/v2/team/app/blobs/${digest}`;
  for (let i = 0; i < IMAGES; i += 1) {
    const config = contentOf(`{"config":"${randomBytes(8).toString('hex')}"}`);
    // Small ones and large ones go different ways.
    const layer = contentOf(randomBytes(i === 0 ? 3_000_000 : 50_000));
    for (const blob of [config, layer]) expect((await pushBlob(url, 'team/app', blob)).status).toBe(201);
    const manifest = imageOf(config, [layer]);
    const tag = `v${randomBytes(4).toString('hex')}`;
    expect((await putManifest(url, 'team/app', tag, manifest)).status).toBe(201);
    await (await fetch(`${url}/v2/team/app/manifests/${tag}`)).arrayBuffer();
    await (await fetch(blobUrl(layer.digest))).arrayBuffer();
    await (await fetch(blobUrl(layer.digest), { headers: { Range: 'bytes=0-9' } })).arrayBuffer();
    await (await fetch(blobUrl(contentOf(tag).digest))).arrayBuffer();
    // One upload is cancelled, one has the wrong digest, one is left in the middle.
    const begin = async () =>
      (await fetch(`${url}/v2/team/app/blobs/uploads/`, { method: 'POST' })).headers.get('location')!;
    await fetch(await begin(), { method: 'DELETE' });
    await fetch(`${await begin()}&digest=${layer.digest}`, { method: 'PUT', body: 'something else' });
    const leaving = new AbortController();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(100_000)),
      pull: () => leaving.abort(),
    });
    const left = await begin();
    const request = { method: 'PATCH', body, signal: leaving.signal, duplex: 'half' } as RequestInit;
    await fetch(left, request).catch(() => undefined);
    await fetch(left, { method: 'DELETE' });
    const gone = await fetch(`${url}/v2/team/app/manifests/${manifest.digest}`, { method: 'DELETE' });
    expect(gone.status).toBe(202);
    for (const { digest } of [config, layer]) await fetch(blobUrl(digest), { method: 'DELETE' });
  }
}

test('memory does not grow with the number of requests', async () => {
  const { url, events } = await startRegistry();
  const after: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    await round(url);
    // The test's own list, not the registry's.
    events.length = 0;
    after.push(await inUse());
  }
  // The first rounds fill caches and compile; later, the least of some rounds is what nobody gives back.
  const third = ROUNDS / 3;
  const before = Math.min(...after.slice(third, 2 * third));
  const growth = Math.min(...after.slice(2 * third)) - before;
  console.log(
    `${(before / 1024 / 1024).toFixed(1)} MiB in use, ${(growth / 1024).toFixed(0)} KiB more after ${third} rounds`,
  );
  expect(growth).toBeLessThan(GROWTH_BYTES);
}, 600_000);
