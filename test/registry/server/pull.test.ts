import { describe, expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { contentOf, pushBlob, pushImage } from '../content.ts';
import { codesOf, startRegistry } from '../start.ts';

const nowhere = `sha256:${'0'.repeat(64)}`;

describe('Determining Support', () => {
  test('GET /v2/ is 200, and every answer names the version of the API', async () => {
    const { url } = await startRegistry();
    const response = await fetch(`${url}/v2/`);
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
    const missing = await fetch(`${url}/elsewhere`);
    expect([missing.status, missing.headers.get('docker-distribution-api-version')]).toEqual([
      404,
      'registry/2.0',
    ]);
  });
});

describe('Pulling manifests', () => {
  test('by tag and by digest, byte for byte, with type, length and digest', async () => {
    const { url } = await startRegistry();
    const manifest = await pushImage(url, 'team/app', 'v1');
    for (const reference of ['v1', manifest.digest]) {
      const got = await fetch(`${url}/v2/team/app/manifests/${reference}`);
      expect(got.status).toBe(200);
      expect(Buffer.from(await got.arrayBuffer())).toEqual(manifest.bytes);
      const head = await fetch(`${url}/v2/team/app/manifests/${reference}`, { method: 'HEAD' });
      for (const { headers } of [got, head]) {
        expect(headers.get('content-type')).toBe(MEDIA_TYPES.ociManifest);
        expect(headers.get('content-length')).toBe(String(manifest.bytes.length));
        expect(headers.get('docker-content-digest')).toBe(manifest.digest);
      }
    }
  });

  test('one that is not there is 404 MANIFEST_UNKNOWN, for HEAD without a body', async () => {
    const { url } = await startRegistry();
    for (const reference of ['nothing', nowhere, '.not-a-tag']) {
      const got = await fetch(`${url}/v2/team/app/manifests/${reference}`);
      expect([got.status, await codesOf(got)]).toEqual([404, ['MANIFEST_UNKNOWN']]);
      const head = await fetch(`${url}/v2/team/app/manifests/${reference}`, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([404, '']);
    }
  });

  test('a manifest of another repository is not this one’s', async () => {
    const { url } = await startRegistry();
    const manifest = await pushImage(url, 'team/app', 'v1');
    expect((await fetch(`${url}/v2/team/other/manifests/${manifest.digest}`)).status).toBe(404);
  });

  test.each([
    [MEDIA_TYPES.ociManifest, 200],
    ['*/*', 200],
    ['application/json', 200],
    [`${MEDIA_TYPES.dockerManifest}, ${MEDIA_TYPES.ociManifest};q=0.5`, 200],
    [MEDIA_TYPES.dockerManifest, 404],
  ])('Accept: %s is %i by tag', async (accept, status) => {
    const { url } = await startRegistry();
    await pushImage(url, 'app', 'v1');
    expect((await fetch(`${url}/v2/app/manifests/v1`, { headers: { accept } })).status).toBe(status);
  });

  test('who has it already is told so with 304', async () => {
    const { url } = await startRegistry();
    await pushImage(url, 'app', 'v1');
    const first = await fetch(`${url}/v2/app/manifests/v1`);
    const again = await fetch(`${url}/v2/app/manifests/v1`, {
      headers: { 'If-None-Match': first.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
  });
});

describe('Pulling blobs', () => {
  test('GET and HEAD give bytes, exact length and digest', async () => {
    const { url } = await startRegistry();
    const blob = contentOf('some layer');
    await pushBlob(url, 'app', blob);
    const got = await fetch(`${url}/v2/app/blobs/${blob.digest}`);
    expect(Buffer.from(await got.arrayBuffer())).toEqual(blob.bytes);
    const head = await fetch(`${url}/v2/app/blobs/${blob.digest}`, { method: 'HEAD' });
    for (const { status, headers } of [got, head]) {
      expect([status, headers.get('content-length'), headers.get('docker-content-digest')]).toEqual([
        200,
        '10',
        blob.digest,
      ]);
    }
  });

  test('a blob of another repository is not this one’s', async () => {
    const { url } = await startRegistry();
    const blob = contentOf('some layer');
    await pushBlob(url, 'app', blob);
    const got = await fetch(`${url}/v2/other/blobs/${blob.digest}`);
    expect([got.status, await codesOf(got)]).toEqual([404, ['BLOB_UNKNOWN']]);
  });

  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=9-9', 206, '9', 'bytes 9-9/10'],
    ['bytes=0-1,3-4', 200, '0123456789', null],
    ['lines=0-3', 200, '0123456789', null],
  ])('Range: %s is %i', async (range, status, text, contentRange) => {
    const { url } = await startRegistry();
    const blob = contentOf('0123456789');
    await pushBlob(url, 'app', blob);
    const got = await fetch(`${url}/v2/app/blobs/${blob.digest}`, { headers: { Range: range } });
    expect([got.status, got.headers.get('content-range'), await got.text()]).toEqual([
      status,
      contentRange,
      text,
    ]);
  });

  test.each(['bytes=10-', 'bytes=10-20', 'bytes=-0', 'bytes=5-2'])(
    'Range: %s is 416 with the size',
    async (range) => {
      const { url } = await startRegistry();
      const blob = contentOf('0123456789');
      await pushBlob(url, 'app', blob);
      const got = await fetch(`${url}/v2/app/blobs/${blob.digest}`, { headers: { Range: range } });
      expect([got.status, got.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    },
  );

  test('If-Range: a part only for who has another part of the same bytes', async () => {
    const { url } = await startRegistry();
    const blob = contentOf('0123456789');
    await pushBlob(url, 'app', blob);
    const statusWith = async (etag: string) => {
      const headers = { Range: 'bytes=4-', 'If-Range': etag };
      return (await fetch(`${url}/v2/app/blobs/${blob.digest}`, { headers })).status;
    };
    expect(await statusWith(`"${blob.digest}"`)).toBe(206);
    expect(await statusWith('"something else"')).toBe(200);
  });
});

describe('Names and digests', () => {
  test.each([
    ['Upper/manifests/latest', 400, 'NAME_INVALID'],
    ['a//b/tags/list', 400, 'NAME_INVALID'],
    ['../../etc/manifests/latest', 400, 'NAME_INVALID'],
    ['a%2F..%2F..%2Fb/tags/list', 400, 'NAME_INVALID'],
    [`${'a'.repeat(256)}/tags/list`, 400, 'NAME_INVALID'],
    ['a/blobs/sha256:abc', 400, 'DIGEST_INVALID'],
    ['a/blobs/nothing', 400, 'DIGEST_INVALID'],
    [`a/blobs/md5:${'0'.repeat(32)}`, 400, 'DIGEST_INVALID'],
    ['a/manifests/sha256:abc', 400, 'DIGEST_INVALID'],
    ['a/blobs/uploads/not-an-upload', 404, 'BLOB_UPLOAD_UNKNOWN'],
    ['a/tags/list', 404, 'NAME_UNKNOWN'],
  ])('GET /v2/%s is %i %s', async (path, status, code) => {
    const { port } = await startRegistry();
    const { request } = await import('node:http');
    const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
      // Not fetch: it would tidy the path first.
      request({ port, host: '127.0.0.1', path: `/v2/${path}` }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode!, body }));
      })
        .on('error', reject)
        .end();
    });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).errors[0].code).toBe(code);
  });
});
