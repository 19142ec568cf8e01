import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { certificate } from '../certificate.ts';
import { contentOf, imageOf, pushBlob, putManifest } from '../content.ts';
import { startRegistry } from '../start.ts';

const ROUNDS = 60;

test('PUT, DELETE and PATCH of one upload at once: the upload ends once, and what comes later finds none', async () => {
  const { url, registry, errors } = await startRegistry();
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
    const location = started.headers.get('location')!;
    const blob = contentOf(`round ${round}`);
    const [put, cancel, patch] = await Promise.all([
      fetch(`${location}&digest=${blob.digest}`, { method: 'PUT', body: blob.bytes.toString() }),
      fetch(location, { method: 'DELETE' }),
      fetch(location, { method: 'PATCH', body: 'more' }),
    ]);
    const statuses = [put.status, cancel.status, patch.status];
    seen.add(statuses.join(' '));
    const there = await fetch(`${url}/v2/app/blobs/${blob.digest}`);
    expect(there.status, `after ${statuses.join(' ')}`).toBe(put.status === 201 ? 200 : 404);
    expect(readdirSync(registry.store.layout.uploads('app'))).toEqual([]);
  }
  // The PATCH came first and made the digest wrong, the PUT, or the DELETE.
  expect(
    [...seen].filter((statuses) => !/^(201 404 404|400 404 202|404 204 (404|202))$/.test(statuses)),
  ).toEqual([]);
  expect(errors).toEqual([]);
});

test('a manifest that is tagged and deleted in the same moment leaves no tag that leads nowhere', async () => {
  const { url, errors } = await startRegistry();
  const config = contentOf('{}');
  await pushBlob(url, 'app', config);
  const manifest = imageOf(config, []);
  const at = (reference: string) => `${url}/v2/app/manifests/${reference}`;
  for (let round = 0; round < ROUNDS; round += 1) {
    const tag = `t${round}`;
    await putManifest(url, 'app', manifest.digest, manifest);
    const put = putManifest(url, 'app', tag, manifest);
    await wait(Math.random() * 4);
    const [pushed] = await Promise.all([put, fetch(at(manifest.digest), { method: 'DELETE' })]);
    expect(pushed.status).toBe(201);
    const { tags } = (await (await fetch(`${url}/v2/app/tags/list`)).json()) as { tags: string[] };
    if (tags.includes(tag)) expect((await fetch(at(tag))).status, `${tag} is listed`).toBe(200);
    await fetch(at(tag), { method: 'DELETE' });
  }
  expect(errors).toEqual([]);
});

test('a single POST that is refused or broken off leaves no upload', async () => {
  const { url, port, registry } = await startRegistry();
  const uploads = () => readdirSync(registry.store.layout.uploads('app'));
  const { digest } = contentOf('a layer');
  const post = (init: RequestInit) =>
    fetch(`${url}/v2/app/blobs/uploads/?digest=${digest}`, { method: 'POST', ...init });
  expect((await post({ body: 'another' })).status).toBe(400);
  expect((await post({ body: 'a layer', headers: { 'Content-Range': '5-11' } })).status).toBe(416);
  expect(uploads()).toEqual([]);
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST /v2/app/blobs/uploads/?digest=${digest} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na lay`,
  );
  await expect.poll(() => uploads().length).toBe(1);
  socket.destroy();
  await expect.poll(uploads).toEqual([]);
});

test('a registry that closes also ends connections on which nothing was said yet', async () => {
  const { cert, key } = await certificate();
  for (const tls of [undefined, { cert, key }]) {
    const { registry, port } = await startRegistry({ tls });
    const socket = connect(port, '127.0.0.1');
    const ended = new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve));
    await new Promise((resolve) => socket.once('connect', resolve));
    await wait(50);
    await registry.close();
    await ended;
  }
});
