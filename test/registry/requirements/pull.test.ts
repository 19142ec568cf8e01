import { expect } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { contentOf, indexOf, pushBlob, putManifest } from '../content.ts';
import { nowhere, section } from './requirement.ts';

section('Pulling manifests', {
  'MUST: a name is made of lower-case parts, digits and single separators, with slashes between': async ({
    url,
    image,
    config,
    layer,
  }) => {
    for (const name of ['a', '0', 'a.b_c__d---e/f']) {
      for (const blob of [config, layer]) await pushBlob(url, name, blob);
      expect((await putManifest(url, name, 'v1', image)).status).toBe(201);
      expect((await fetch(`${url}/v2/${name}/manifests/v1`)).status).toBe(200);
    }
    for (const name of ['A', '-a', 'a-', 'a..b', 'a___b', 'a._b', 'a//b']) {
      expect([name, (await fetch(`${url}/v2/${name}/manifests/v1`)).status]).toEqual([name, 400]);
    }
  },
  'MUST: a tag has at most 128 letters, digits, underscores, dots and dashes, and begins with no dot and no dash':
    async ({ get, put, image }) => {
      for (const tag of ['_', 'Z9', 'a.-_', 'x'.repeat(128)]) {
        expect((await put(tag, image)).status).toBe(201);
        expect((await get(`manifests/${tag}`)).status).toBe(200);
      }
      for (const tag of ['.a', '-a', 'x'.repeat(129), 'a%24'])
        expect((await put(tag, image)).status).toBe(400);
    },
  'MUST: one that exists is 200, with its very bytes': async ({ get, image }) => {
    for (const reference of ['v1', image.digest]) {
      const got = await get(`manifests/${reference}`);
      expect([got.status, Buffer.from(await got.arrayBuffer())]).toEqual([200, image.bytes]);
    }
  },
  'SHOULD: Content-Type is what it was pushed as, without parameters': async ({ get, put }) => {
    await put('index', indexOf([]), MEDIA_TYPES.ociIndex);
    expect((await get('manifests/v1')).headers.get('content-type')).toBe(MEDIA_TYPES.ociManifest);
    expect((await get('manifests/index')).headers.get('content-type')).toBe(MEDIA_TYPES.ociIndex);
  },
  'SHOULD: the digest is in Docker-Content-Digest': async ({ get, image }) => {
    expect((await get('manifests/v1')).headers.get('docker-content-digest')).toBe(image.digest);
  },
  'MUST: one that the repository does not have is 404': async ({ get, url, image }) => {
    expect((await get('manifests/none')).status).toBe(404);
    expect((await get(`manifests/${nowhere}`)).status).toBe(404);
    expect((await fetch(`${url}/v2/other/manifests/${image.digest}`)).status).toBe(404);
  },
});

section('Pulling blobs', {
  'MUST: one that exists is 200, with its very bytes': async ({ get, layer }) => {
    const got = await get(`blobs/${layer.digest}`);
    expect([got.status, Buffer.from(await got.arrayBuffer())]).toEqual([200, layer.bytes]);
  },
  'SHOULD, and then MUST be that of the body: the digest is in Docker-Content-Digest': async ({
    get,
    layer,
  }) => {
    const got = await get(`blobs/${layer.digest}`);
    const { digest } = contentOf(Buffer.from(await got.arrayBuffer()));
    expect(got.headers.get('docker-content-digest')).toBe(digest);
  },
  'MUST: one that the repository does not have is 404': async ({ get, url, layer }) => {
    expect((await get(`blobs/${nowhere}`)).status).toBe(404);
    expect((await fetch(`${url}/v2/other/blobs/${layer.digest}`)).status).toBe(404);
  },
  'SHOULD: parts of one can be asked for by Range, as RFC 9110 says': async ({ get, layer }) => {
    for (const [range, part, which] of [
      ['0-3', '0123', '0-3'],
      ['6-', '6789', '6-9'],
      ['-2', '89', '8-9'],
      ['8-99', '89', '8-9'],
    ] as const) {
      const got = await get(`blobs/${layer.digest}`, { Range: `bytes=${range}` });
      expect([got.status, await got.text()]).toEqual([206, part]);
      expect(got.headers.get('content-length')).toBe(String(part.length));
      expect(got.headers.get('content-range')).toBe(`bytes ${which}/10`);
    }
    expect((await get(`blobs/${layer.digest}`, { Range: 'bytes=10-12' })).status).toBe(416);
  },
});

section('Checking if content exists in the registry', {
  'MUST: HEAD of what exists is 200, without a body': async ({ send, image, layer }) => {
    for (const path of ['manifests/v1', `manifests/${image.digest}`, `blobs/${layer.digest}`]) {
      const head = await send('HEAD', path);
      expect([head.status, await head.text()]).toEqual([200, '']);
    }
  },
  'SHOULD: the digest is in Docker-Content-Digest, the size in Content-Length': async ({
    send,
    image,
    layer,
  }) => {
    for (const [path, { digest, bytes }] of [
      ['manifests/v1', image],
      [`blobs/${layer.digest}`, layer],
    ] as const) {
      const { headers } = await send('HEAD', path);
      expect(headers.get('docker-content-digest')).toBe(digest);
      expect(headers.get('content-length')).toBe(String(bytes.length));
    }
  },
  'MUST: HEAD of what the repository does not have is 404': async ({ send }) => {
    for (const path of ['manifests/none', `manifests/${nowhere}`, `blobs/${nowhere}`]) {
      expect((await send('HEAD', path)).status).toBe(404);
    }
  },
});
