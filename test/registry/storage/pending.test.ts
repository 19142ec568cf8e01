import { readdirSync, statSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseDigest } from '../../../src/image/digest.ts';
import { collectGarbage } from '../../../src/registry/garbage.ts';
import { PENDING_MS } from '../../../src/registry/storage/pending.ts';
import { sweepAbandoned } from '../../../src/registry/storage/sweep.ts';
import { contentOf, pushBlob } from '../content.ts';
import { startRegistry } from '../start.ts';

const longAgo = new Date('2001-01-01');
const layer = contentOf('layer');
const digest = parseDigest(layer.digest)!;

async function setUp() {
  const { url, root, registry } = await startRegistry();
  const { layout, pending } = registry.store;
  const notes = () => readdirSync(layout.pending).map((name) => `${layout.pending}/${name}`);
  return { url, root, store: registry.store, pending, notes };
}

test('what pushes count on no longer is swept like everything abandoned; a collection may only look', async () => {
  const { root, store, pending, notes } = await setUp();
  pending.add('old', digest, 'sent');
  pending.add('old', digest, 'told');
  for (const note of notes()) await utimes(note, longAgo, longAgo);
  pending.add('young', digest, 'sent');
  await collectGarbage(root, { dryRun: true });
  expect(notes()).toHaveLength(3);
  await sweepAbandoned(store);
  expect(notes()).toHaveLength(1);
  expect((await pending.counted()).hasIn('young', digest.text, 'sent')).toBe(true);
});

test('asking for a blob again and again takes no more room, and counts from the last time', async () => {
  const { url, pending, notes } = await setUp();
  await pushBlob(url, 'app', layer);
  pending.settle('app', layer.digest);
  const ask = () => fetch(`${url}/v2/app/blobs/${layer.digest}`, { method: 'HEAD' });
  for (let i = 0; i < 200; i += 1) await ask();
  const [note] = notes();
  const { size } = statSync(note!);
  expect(size).toBeLessThan(200);
  const nearlyPast = new Date(Date.now() - PENDING_MS + 60_000);
  await utimes(note!, nearlyPast, nearlyPast);
  await ask();
  expect(statSync(note!).size).toBe(size);
  expect(statSync(note!).mtimeMs).toBeGreaterThan(nearlyPast.getTime() + 30_000);
  expect(pending.wasTold('app', digest)).toBe(true);
});

test('of several pushes that were told of a blob, each that is over leaves it to the others', async () => {
  const { pending } = await setUp();
  for (let pushes = 0; pushes < 3; pushes += 1) pending.add('app', digest, 'told');
  for (const others of [true, true, false]) {
    pending.settle('app', digest.text);
    expect(pending.wasTold('app', digest)).toBe(others);
  }
});
