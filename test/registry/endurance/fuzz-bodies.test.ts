import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { contentOf, imageOf, pushBlob, putManifest } from '../content.ts';
import { startRegistry } from '../start.ts';
import { Random } from './random.ts';
import { sendInChunks } from './raw-request.ts';

const SEED = Number(process.env.REGISTRY_FUZZ_SEED ?? Date.now() % 1_000_000);
const BODIES = 200;
const BODY_BYTES = 400_000;
const TOGETHER = 200;

/** Cuts bytes into pieces of the sizes that this body has, single bytes perhaps. */
function* cut(random: Random, bytes: Buffer): Generator<Buffer> {
  const longest = random.pick([1, 1, 10, 1000, 70_000, BODY_BYTES]);
  for (let at = 0; at < bytes.length;) {
    const length = 1 + Math.floor(random.next() * longest);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

async function begin(url: string, name: string): Promise<string> {
  const begun = await fetch(`${url}/v2/${name}/blobs/uploads/`, { method: 'POST' });
  return begun.headers.get('location')!;
}

test('bodies of any size arrive whole in pieces of any size', async () => {
  console.log(`seed ${SEED}: REGISTRY_FUZZ_SEED=${SEED} repeats it`);
  const { url, errors } = await startRegistry();
  const random = new Random(SEED);
  const config = contentOf('{}');
  await pushBlob(url, 'app', config);
  for (let i = 0; i < BODIES; i += 1) {
    // As many small ones as large ones.
    const size = Math.floor(BODY_BYTES ** random.next());
    const send = (method: string, to: string, bytes: Buffer, headers = {}) =>
      sendInChunks(to, method, headers, cut(random, bytes));
    if (random.chance(0.3)) {
      const manifest = imageOf(config, [], { annotations: { pad: 'x'.repeat(size), of: String(i) } });
      const type = { 'Content-Type': MEDIA_TYPES.ociManifest };
      expect(await send('PUT', `${url}/v2/app/manifests/v1`, manifest.bytes, type)).toBe(201);
      const got = await fetch(`${url}/v2/app/manifests/v1`);
      expect(Buffer.from(await got.arrayBuffer()).equals(manifest.bytes)).toBe(true);
      continue;
    }
    const blob = contentOf(randomBytes(size));
    const middle = Math.floor(random.next() * size);
    const upload = await begin(url, 'app');
    expect(await send('PATCH', upload, blob.bytes.subarray(0, middle))).toBe(202);
    const last = `${upload}&digest=${blob.digest}`;
    expect(await send('PUT', last, blob.bytes.subarray(middle))).toBe(201);
    const got = await fetch(`${url}/v2/app/blobs/${blob.digest}`);
    expect(Buffer.from(await got.arrayBuffer()).equals(blob.bytes)).toBe(true);
  }
  expect(errors).toEqual([]);
}, 300_000);

test('requests at once on one upload: no 5xx, and what is said to be there is there', async () => {
  const { url, errors, registry } = await startRegistry();
  const random = new Random(SEED);
  const seen = new Map<string, number>();
  for (let i = 0; i < TOGETHER; i += 1) {
    const upload = await begin(url, 'app');
    const content = contentOf(`content ${i}`);
    const ask = async (method: string) => {
      await wait(random.next() * 4);
      const put = method === 'PUT';
      const body = { PUT: content.bytes, PATCH: Buffer.from('content') }[method];
      const response = await fetch(put ? `${upload}&digest=${content.digest}` : upload, {
        method,
        ...(body && { body: new Uint8Array(body) }),
      });
      await response.arrayBuffer();
      seen.set(`${method} ${response.status}`, (seen.get(`${method} ${response.status}`) ?? 0) + 1);
      return { method, status: response.status };
    };
    const methods = Array.from({ length: 5 }, () => random.pick(['PATCH', 'PUT', 'DELETE', 'GET']));
    const answers = await Promise.all(methods.map(ask));
    const said = answers.some(({ method, status }) => method === 'PUT' && status === 201);
    const blob = await fetch(`${url}/v2/app/blobs/${content.digest}`);
    expect([said, blob.status]).toEqual([said, said ? 200 : 404]);
    if (said) expect(Buffer.from(await blob.arrayBuffer())).toEqual(content.bytes);
    await fetch(upload, { method: 'DELETE' });
  }
  expect([...seen.keys()].filter((answer) => / 5/.test(answer))).toEqual([]);
  expect(errors).toEqual([]);
  expect(readdirSync(registry.store.layout.uploads('app'))).toEqual([]);
  // A race that one of them always wins shows nothing.
  for (const answer of [
    'PUT 201',
    'PATCH 202',
    'PATCH 404',
    'DELETE 204',
    'DELETE 404',
    'GET 204',
    'GET 404',
  ]) {
    expect.soft(seen.get(answer) ?? 0, answer).toBeGreaterThan(0);
  }
}, 300_000);

test('a manifest that is pushed beside its delete: no 5xx, and a tag that is listed leads somewhere', async () => {
  const { url, errors } = await startRegistry();
  const random = new Random(SEED);
  const config = contentOf('{}');
  await pushBlob(url, 'app', config);
  const manifest = imageOf(config, []);
  const statuses = new Set<number>();
  for (let i = 0; i < TOGETHER; i += 1) {
    await putManifest(url, 'app', manifest.digest, manifest);
    const push = async () => {
      await wait(random.next() * 4);
      return (await putManifest(url, 'app', `t${i}`, manifest)).status;
    };
    const remove = async () => {
      await wait(random.next() * 4);
      return (await fetch(`${url}/v2/app/manifests/${manifest.digest}`, { method: 'DELETE' })).status;
    };
    for (const status of await Promise.all([push(), remove()])) statuses.add(status);
    const { tags } = (await (await fetch(`${url}/v2/app/tags/list`)).json()) as { tags: string[] };
    for (const tag of tags) {
      expect([tag, (await fetch(`${url}/v2/app/manifests/${tag}`)).status]).toEqual([tag, 200]);
      await fetch(`${url}/v2/app/manifests/${tag}`, { method: 'DELETE' });
    }
  }
  expect([...statuses].filter((status) => status >= 500)).toEqual([]);
  expect(errors).toEqual([]);
}, 300_000);
