import { expect } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { contentOf, descriptorOf, imageOf, indexOf, pushBlob } from '../content.ts';
import { codesOf } from '../start.ts';
import { nowhere, section } from './requirement.ts';

const blob = contentOf('abcdef');
const chunk = (range: string) => ({ 'Content-Range': range });

/** The blob is where the answer says. */
async function expectPullable(answer: Response): Promise<void> {
  expect(answer.status).toBe(201);
  const got = await fetch(answer.headers.get('location')!);
  expect([got.status, await got.text()]).toEqual([200, blob.bytes.toString()]);
}

section('Push', {
  'MUST: a manifest is taken whose subject is not there': async ({ put, config }) => {
    const subject = descriptorOf(contentOf('later'), MEDIA_TYPES.ociManifest);
    expect((await put('v2', imageOf(config, [], { subject }))).status).toBe(201);
  },
  'MUST: one that is refused for other content that is not there is refused with MANIFEST_BLOB_UNKNOWN':
    async ({ put, config }) => {
      const refused = await put('v2', imageOf(config, [blob]));
      expect([refused.status, await codesOf(refused)]).toEqual([404, ['MANIFEST_BLOB_UNKNOWN']]);
      const index = await put('v2', indexOf([blob]), MEDIA_TYPES.ociIndex);
      expect(await codesOf(index)).toEqual(['MANIFEST_BLOB_UNKNOWN']);
    },
});

section('POST then PUT', {
  'MUST: POST is 202 with a Location of its own for each upload': async ({ send }) => {
    const [one, two] = [await send('POST', 'blobs/uploads/'), await send('POST', 'blobs/uploads/')];
    expect([one.status, two.status]).toEqual([202, 202]);
    const ids = [one, two].map(
      ({ headers }) => /uploads\/([0-9a-f-]{36})/.exec(headers.get('location')!)?.[1],
    );
    expect(new Set(ids).size).toBe(2);
  },
  'MUST: PUT is 201, with the Location of a blob that can be pulled': async ({ begin, send }) => {
    await expectPullable(await send('PUT', `${await begin()}&digest=${blob.digest}`, 'abcdef'));
  },
  'MUST: bytes that are not of the digest are refused': async ({ begin, send, get }) => {
    const put = await send('PUT', `${await begin()}&digest=${blob.digest}`, 'abcxyz');
    expect([put.status, await codesOf(put)]).toEqual([400, ['DIGEST_INVALID']]);
    expect((await get(`blobs/${blob.digest}`)).status).toBe(404);
  },
});

section('Single POST', {
  'MUST: it is 201, with the Location of a blob that can be pulled': async ({ send }) => {
    await expectPullable(await send('POST', `blobs/uploads/?digest=${blob.digest}`, 'abcdef'));
  },
  'MUST: bytes that are not of the digest are refused': async ({ send }) => {
    expect((await send('POST', `blobs/uploads/?digest=${blob.digest}`, 'abcxyz')).status).toBe(400);
  },
});

section('Pushing a blob in chunks', {
  'MUST: a chunk is 202, with Location and with Range up to its last byte': async ({ begin, send }) => {
    const first = await send('PATCH', await begin(), 'abc', chunk('0-2'));
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-2']);
    const second = await send('PATCH', first.headers.get('location')!, 'def', chunk('3-5'));
    expect([second.status, second.headers.get('range')]).toEqual([202, '0-5']);
  },
  'MUST: the first chunk begins at 0': async ({ begin, send }) => {
    expect((await send('PATCH', await begin(), 'def', chunk('3-5'))).status).toBe(416);
  },
  'MUST: a chunk out of order is 416, by PATCH and by PUT, and the upload goes on': async ({
    begin,
    send,
  }) => {
    const location = await begin();
    await send('PATCH', location, 'abc', chunk('0-2'));
    expect((await send('PATCH', location, 'f', chunk('5-5'))).status).toBe(416);
    expect((await send('PATCH', location, 'abc', chunk('0-2'))).status).toBe(416);
    const closing = `${location}&digest=${blob.digest}`;
    expect((await send('PUT', closing, 'f', chunk('5-5'))).status).toBe(416);
    await expectPullable(await send('PUT', closing, 'def', chunk('3-5')));
  },
  'MUST: GET of an upload is 204, with Location and with Range up to the last byte': async ({
    begin,
    send,
    get,
  }) => {
    const location = await begin();
    await send('PATCH', location, 'abc', chunk('0-2'));
    const status = await get(location);
    expect([status.status, status.headers.get('range')]).toEqual([204, '0-2']);
    expect((await send('PATCH', status.headers.get('location')!, 'def', chunk('3-5'))).status).toBe(202);
  },
  'MUST: the closing PUT has the digest of the whole blob': async ({ begin, send }) => {
    const location = await begin();
    await send('PATCH', location, 'abcdef');
    expect((await send('PUT', location)).status).toBe(400);
    expect((await send('PUT', `${location}&digest=nonsense`)).status).toBe(400);
  },
  'MUST: closing is 201, with the Location of a blob that can be pulled, the last chunk being in PATCH or in PUT':
    async ({ begin, send }) => {
      const [one, two] = [await begin(), await begin()];
      await send('PATCH', one, 'abcdef', chunk('0-5'));
      await expectPullable(await send('PUT', `${one}&digest=${blob.digest}`));
      await send('PATCH', two, 'abc', chunk('0-2'));
      await expectPullable(await send('PUT', `${two}&digest=${blob.digest}`, 'def', chunk('3-5')));
    },
  'SHOULD: a shortest length of chunks is told where there is one; here the shortest is taken': async ({
    send,
  }) => {
    const started = await send('POST', 'blobs/uploads/');
    expect(started.headers.get('oci-chunk-min-length')).toBeNull();
    expect((await send('PATCH', started.headers.get('location')!, 'a', chunk('0-0'))).status).toBe(202);
  },
});

section('Mounting a blob from another repository', {
  'MUST: it is 201, with the Location of a blob that can be pulled': async ({ url, send }) => {
    await pushBlob(url, 'other', blob);
    const mount = await send('POST', `blobs/uploads/?mount=${blob.digest}&from=other`);
    expect(mount.headers.get('location')).toContain('/v2/app/blobs/');
    await expectPullable(mount);
  },
  'SHOULD: where it cannot be done it is 202, and an upload has begun': async ({ send }) => {
    const mount = await send('POST', `blobs/uploads/?mount=${blob.digest}&from=other`);
    expect(mount.status).toBe(202);
    await expectPullable(
      await send('PUT', `${mount.headers.get('location')}&digest=${blob.digest}`, 'abcdef'),
    );
  },
});

section('Pushing Manifests', {
  'SHOULD: parameters of Content-Type are ignored': async ({ put, get, image }) => {
    expect((await put('v2', image, `${MEDIA_TYPES.ociManifest}; charset=utf-8`)).status).toBe(201);
    expect((await get('manifests/v2')).headers.get('content-type')).toBe(MEDIA_TYPES.ociManifest);
  },
  'MUST: the bytes stay exactly as they came': async ({ put, get, config }) => {
    const odd = contentOf(`\n ${imageOf(config, [], { later: { ü: 1e3 } }).bytes.toString()}\n`);
    expect((await put('v2', odd)).status).toBe(201);
    expect(Buffer.from(await (await get('manifests/v2')).arrayBuffer())).toEqual(odd.bytes);
  },
  'MUST: it is 201, with the Location of a manifest that can be pulled': async ({ put, config }) => {
    const manifest = imageOf(config, []);
    const answer = await put('v2', manifest);
    expect(answer.status).toBe(201);
    const got = await fetch(answer.headers.get('location')!);
    expect(Buffer.from(await got.arrayBuffer())).toEqual(manifest.bytes);
  },
  'MUST: Docker-Content-Digest is the digest by which it was pushed, also sha512': async ({
    put,
    config,
  }) => {
    const manifest = imageOf(config, []);
    for (const { digest } of [manifest, contentOf(manifest.bytes, 'sha512')]) {
      expect((await put(digest, manifest)).headers.get('docker-content-digest')).toBe(digest);
    }
    expect((await put(nowhere, manifest)).status).toBe(400);
  },
  'MUST: pulling from a repository that does not exist is 404': async ({ url }) => {
    expect((await fetch(`${url}/v2/nobody/manifests/latest`)).status).toBe(404);
  },
  'SHOULD: four megabytes are taken; there is a limit, and beyond it is 413': async ({ put, config }) => {
    const padded = (length: number) => imageOf(config, [], { annotations: { pad: 'x'.repeat(length) } });
    expect((await put('large', padded(4_000_000))).status).toBe(201);
    expect((await put('larger', padded(4 * 1024 * 1024))).status).toBe(413);
  },
});

section('Pushing Manifests with Subject', {
  'MUST: the answer names the subject in OCI-Subject': async ({ put, config, image }) => {
    const subject = descriptorOf(image, MEDIA_TYPES.ociManifest);
    const [one, two] = [imageOf(config, [], { subject }), indexOf([], { subject })];
    expect((await put(one.digest, one)).headers.get('oci-subject')).toBe(image.digest);
    const index = await put(two.digest, two, MEDIA_TYPES.ociIndex);
    expect(index.headers.get('oci-subject')).toBe(image.digest);
  },
});
