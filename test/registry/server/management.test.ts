import { describe, expect, test } from 'vitest';
import { contentOf, pushBlob, pushImage } from '../content.ts';
import { codesOf, startRegistry } from '../start.ts';

const remove = (url: string) => fetch(url, { method: 'DELETE' });

describe('Deleting tags', () => {
  test('takes the tag and leaves the manifest', async () => {
    const { url } = await startRegistry();
    const manifest = await pushImage(url, 'app', 'v1');
    expect((await remove(`${url}/v2/app/manifests/v1`)).status).toBe(202);
    expect((await fetch(`${url}/v2/app/manifests/v1`)).status).toBe(404);
    expect((await fetch(`${url}/v2/app/manifests/${manifest.digest}`)).status).toBe(200);
    expect(await (await fetch(`${url}/v2/app/tags/list`)).json()).toEqual({ name: 'app', tags: [] });
    const again = await remove(`${url}/v2/app/manifests/v1`);
    expect([again.status, await codesOf(again)]).toEqual([404, ['MANIFEST_UNKNOWN']]);
  });
});

describe('Deleting Manifests', () => {
  test('takes every tag that points to it, and no other', async () => {
    const { url } = await startRegistry();
    const manifest = await pushImage(url, 'app', 'v1', 'same');
    await pushImage(url, 'app', 'latest', 'same');
    await pushImage(url, 'app', 'v2', 'other');
    expect((await remove(`${url}/v2/app/manifests/${manifest.digest}`)).status).toBe(202);
    for (const gone of ['v1', 'latest', manifest.digest]) {
      expect((await fetch(`${url}/v2/app/manifests/${gone}`)).status).toBe(404);
    }
    expect(await (await fetch(`${url}/v2/app/tags/list`)).json()).toEqual({ name: 'app', tags: ['v2'] });
    const again = await remove(`${url}/v2/app/manifests/${manifest.digest}`);
    expect(again.status).toBe(404);
  });

  test('pushed again it is there again', async () => {
    const { url } = await startRegistry();
    const manifest = await pushImage(url, 'app', 'v1');
    await remove(`${url}/v2/app/manifests/${manifest.digest}`);
    await pushImage(url, 'app', 'v1');
    expect((await fetch(`${url}/v2/app/manifests/v1`)).status).toBe(200);
  });
});

describe('Deleting Blobs', () => {
  test('takes it from this repository only', async () => {
    const { url } = await startRegistry();
    const blob = contentOf('shared');
    await pushBlob(url, 'one', blob);
    await pushBlob(url, 'two', blob);
    expect((await remove(`${url}/v2/one/blobs/${blob.digest}`)).status).toBe(202);
    expect((await fetch(`${url}/v2/one/blobs/${blob.digest}`)).status).toBe(404);
    expect((await fetch(`${url}/v2/two/blobs/${blob.digest}`)).status).toBe(200);
    const again = await remove(`${url}/v2/one/blobs/${blob.digest}`);
    expect([again.status, await codesOf(again)]).toEqual([404, ['BLOB_UNKNOWN']]);
  });
});

test('nothing is deleted where deleting is not enabled, but uploads may be cancelled', async () => {
  const { url } = await startRegistry({ deleteEnabled: false });
  const manifest = await pushImage(url, 'app', 'v1');
  for (const path of [
    'manifests/v1',
    `manifests/${manifest.digest}`,
    `blobs/${contentOf('layer of v1').digest}`,
  ]) {
    const refused = await remove(`${url}/v2/app/${path}`);
    expect([refused.status, await codesOf(refused)]).toEqual([405, ['UNSUPPORTED']]);
    expect((await fetch(`${url}/v2/app/${path}`)).status).toBe(200);
  }
  const started = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
  expect((await remove(started.headers.get('location')!)).status).toBe(204);
});

test('a read-only registry reads, and refuses everything else', async () => {
  const writable = await startRegistry();
  await pushImage(writable.url, 'app', 'v1');
  const { url } = await startRegistry({ root: writable.root, readOnly: true });
  expect((await fetch(`${url}/v2/app/manifests/v1`)).status).toBe(200);
  for (const [method, path] of [
    ['POST', 'blobs/uploads/'],
    ['PUT', 'manifests/v2'],
    ['DELETE', 'manifests/v1'],
  ] as const) {
    const refused = await fetch(`${url}/v2/app/${path}`, { method });
    expect([refused.status, await codesOf(refused)]).toEqual([405, ['UNSUPPORTED']]);
  }
});

test('an address that names nothing is 404, and not what a refusal would be', async () => {
  const { url } = await startRegistry();
  for (const path of ['app/tags/1.0', 'app/1.0', 'app']) {
    const answer = await fetch(`${url}/v2/${path}`, { method: 'DELETE' });
    expect([answer.status, await codesOf(answer)]).toEqual([404, ['UNKNOWN']]);
  }
});

test('a method that a resource does not have is 405 with those that it has', async () => {
  const { url } = await startRegistry();
  const refused = await fetch(`${url}/v2/app/tags/list`, { method: 'PUT' });
  expect([refused.status, refused.headers.get('allow'), await codesOf(refused)]).toEqual([
    405,
    'GET, HEAD',
    ['UNSUPPORTED'],
  ]);
});
