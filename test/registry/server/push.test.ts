import { rm, symlink } from 'node:fs/promises';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { contentOf, imageOf, indexOf, pushBlob, pushImage, putManifest } from '../content.ts';
import { codesOf, startRegistry } from '../start.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

async function startUpload(url: string, name = 'app'): Promise<string> {
  const started = await fetch(`${url}/v2/${name}/blobs/uploads/`, { method: 'POST' });
  expect(started.status).toBe(202);
  expect(started.headers.get('range')).toBe('0-0');
  return started.headers.get('location')!;
}

describe('Pushing blobs', () => {
  test('POST then PUT: 201 with Location and digest, and then it is there', async () => {
    const { url } = await startRegistry();
    const blob = contentOf('a layer');
    const put = await pushBlob(url, 'team/app', blob);
    expect([put.status, put.headers.get('docker-content-digest')]).toEqual([201, blob.digest]);
    const got = await fetch(put.headers.get('location')!);
    expect(await got.text()).toBe('a layer');
  });

  test('single POST with digest', async () => {
    const { url } = await startRegistry();
    const blob = contentOf('all at once');
    const post = await fetch(`${url}/v2/app/blobs/uploads/?digest=${blob.digest}`, {
      method: 'POST',
      body: new Uint8Array(blob.bytes),
    });
    expect(post.status).toBe(201);
    expect(await (await fetch(post.headers.get('location')!)).text()).toBe('all at once');
  });

  test('one PATCH of unknown length, then an empty PUT, as docker does', async () => {
    const { url } = await startRegistry();
    const big = contentOf(Buffer.alloc(5_000_000, 'stream'));
    const location = await startUpload(url);
    const patch = await fetch(location, {
      method: 'PATCH',
      body: Readable.toWeb(
        Readable.from([big.bytes.subarray(0, 1_000_001), big.bytes.subarray(1_000_001)]),
      ) as never,
      duplex: 'half',
    } as RequestInit);
    expect([patch.status, patch.headers.get('range')]).toEqual([202, '0-4999999']);
    const put = await fetch(`${patch.headers.get('location')}&digest=${big.digest}`, { method: 'PUT' });
    expect(put.status).toBe(201);
    const got = await fetch(`${url}/v2/app/blobs/${big.digest}`);
    expect(Buffer.from(await got.arrayBuffer()).equals(big.bytes)).toBe(true);
  });

  test('chunks with Content-Range, the last one with PUT', async () => {
    const { url } = await startRegistry();
    let location = await startUpload(url);
    for (const [text, range] of [
      ['aaaa', '0-3'],
      ['bbb', '4-6'],
    ] as const) {
      const patch = await fetch(location, {
        method: 'PATCH',
        headers: { 'Content-Range': range },
        body: bytes(text),
      });
      expect(patch.status).toBe(202);
      location = patch.headers.get('location')!;
    }
    const status = await fetch(location);
    expect([status.status, status.headers.get('range')]).toEqual([204, '0-6']);
    const { digest } = contentOf('aaaabbbcc');
    const put = await fetch(`${location}&digest=${digest}`, {
      method: 'PUT',
      headers: { 'Content-Range': '7-8' },
      body: bytes('cc'),
    });
    expect(put.status).toBe(201);
    expect(await (await fetch(`${url}/v2/app/blobs/${digest}`)).text()).toBe('aaaabbbcc');
  });

  test.each(['5-6', '0-1', '2-3', 'nonsense', '6-4'])(
    'a chunk out of order or without sense (%s) is 416 with what the registry has',
    async (range) => {
      const { url } = await startRegistry();
      const location = await startUpload(url);
      await fetch(location, { method: 'PATCH', headers: { 'Content-Range': '0-3' }, body: bytes('aaaa') });
      const patch = await fetch(location, {
        method: 'PATCH',
        headers: { 'Content-Range': range },
        body: bytes('bb'),
      });
      expect([patch.status, patch.headers.get('range')]).toEqual([416, '0-3']);
      expect(patch.headers.get('location')).toContain('/blobs/uploads/');
      const next = await fetch(location, {
        method: 'PATCH',
        headers: { 'Content-Range': '4-5' },
        body: bytes('bb'),
      });
      expect(next.status).toBe(202);
    },
  );

  test('a first chunk that does not start at 0 is 416', async () => {
    const { url } = await startRegistry();
    const location = await startUpload(url);
    const patch = await fetch(location, {
      method: 'PATCH',
      headers: { 'Content-Range': '1-2' },
      body: bytes('bb'),
    });
    expect(patch.status).toBe(416);
  });

  test('the empty blob', async () => {
    const { url } = await startRegistry();
    const blob = contentOf('');
    expect((await pushBlob(url, 'app', blob)).status).toBe(201);
    const head = await fetch(`${url}/v2/app/blobs/${blob.digest}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '0']);
  });

  test('bytes of another digest are 400 DIGEST_INVALID, and nothing is kept', async () => {
    const { url } = await startRegistry();
    const [said, sent] = [contentOf('said'), contentOf('sent')];
    const put = await pushBlob(url, 'app', { ...sent, digest: said.digest });
    expect([put.status, await codesOf(put)]).toEqual([400, ['DIGEST_INVALID']]);
    for (const { digest } of [said, sent]) {
      expect((await fetch(`${url}/v2/app/blobs/${digest}`)).status).toBe(404);
    }
  });

  test('closing without a digest is 400', async () => {
    const { url } = await startRegistry();
    const put = await fetch(await startUpload(url), { method: 'PUT' });
    expect([put.status, await codesOf(put)]).toEqual([400, ['DIGEST_INVALID']]);
  });

  test('a cancelled upload is gone', async () => {
    const { url } = await startRegistry();
    const location = await startUpload(url);
    expect((await fetch(location, { method: 'DELETE' })).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const after = await fetch(location, { method });
      expect([after.status, await codesOf(after)]).toEqual([404, ['BLOB_UPLOAD_UNKNOWN']]);
    }
  });

  test('an upload belongs to its repository', async () => {
    const { url } = await startRegistry();
    const location = await startUpload(url, 'mine');
    expect((await fetch(location.replace('/mine/', '/yours/'))).status).toBe(404);
  });

  test('what a broken connection left stays, and the client goes on from there', async () => {
    const { url, port, events } = await startRegistry();
    const location = new URL(await startUpload(url));
    const broken = request({
      port,
      host: '127.0.0.1',
      method: 'PATCH',
      path: location.pathname + location.search,
    });
    broken.on('error', () => undefined);
    const first = Buffer.alloc(1024 * 1024, 'first');
    await new Promise((resolve) => broken.write(first, resolve));
    const size = async () => (await fetch(location)).headers.get('range');
    // Some bytes are in the file and some on their way there when the connection breaks.
    await expect.poll(size).not.toBe('0-0');
    broken.destroy();
    await expect.poll(() => events.some(({ method }) => method === 'PATCH')).toBe(true);
    expect(await size()).toBe(`0-${first.length - 1}`);
    const { digest } = contentOf(`${first.toString()} second`);
    const put = await fetch(`${location.href}&digest=${digest}`, { method: 'PUT', body: bytes(' second') });
    expect(put.status).toBe(201);
  });

  test('an upload goes on after a restart of the registry', async () => {
    const before = await startRegistry();
    const location = new URL(await startUpload(before.url));
    await fetch(location, { method: 'PATCH', body: bytes('before ') });
    await before.registry.close();
    // Under another name of the folder nothing is remembered in memory, as in a new process.
    const root = `${before.root}-after`;
    await symlink(before.root, root);
    onTestFinished(() => rm(root));
    const after = await startRegistry({ root });
    const { digest } = contentOf('before after');
    location.port = String(after.port);
    const put = await fetch(`${location.href}&digest=${digest}`, { method: 'PUT', body: bytes('after') });
    expect(put.status).toBe(201);
  });
});

describe('Mounting a blob from another repository', () => {
  test('201 when the other has it', async () => {
    const { url } = await startRegistry();
    const blob = contentOf('shared');
    await pushBlob(url, 'from/here', blob);
    const mount = await fetch(`${url}/v2/to/there/blobs/uploads/?mount=${blob.digest}&from=from/here`, {
      method: 'POST',
    });
    expect([mount.status, mount.headers.get('docker-content-digest')]).toEqual([201, blob.digest]);
    expect(await (await fetch(mount.headers.get('location')!)).text()).toBe('shared');
  });

  test('201 without a name, when any repository has it', async () => {
    const { url } = await startRegistry();
    const blob = contentOf('shared');
    await pushBlob(url, 'from/here', blob);
    const mount = await fetch(`${url}/v2/to/there/blobs/uploads/?mount=${blob.digest}`, { method: 'POST' });
    expect([mount.status, mount.headers.get('docker-content-digest')]).toEqual([201, blob.digest]);
  });

  test.each([
    ['the other does not have it', 'from=somewhere'],
    ['nobody is named, and nobody has it', ''],
    ['the name is none', 'from=../../etc'],
  ])('202 and an ordinary upload when %s', async (_why, from) => {
    const { url } = await startRegistry();
    const mount = await fetch(`${url}/v2/app/blobs/uploads/?mount=${contentOf('x').digest}&${from}`, {
      method: 'POST',
    });
    expect([mount.status, mount.headers.get('location')]).toEqual([
      202,
      expect.stringContaining('/blobs/uploads/'),
    ]);
  });
});

describe('Pushing manifests', () => {
  test('201 with Location and digest; unknown fields and spaces stay', async () => {
    const { url } = await startRegistry();
    const config = contentOf('{}');
    await pushBlob(url, 'app', config);
    const manifest = imageOf(config, [], { 'later.field': [1, { a: null }] });
    const put = await putManifest(url, 'app', 'v1', manifest);
    expect([put.status, put.headers.get('docker-content-digest')]).toEqual([201, manifest.digest]);
    const got = await fetch(put.headers.get('location')!);
    expect(Buffer.from(await got.arrayBuffer())).toEqual(manifest.bytes);
  });

  test('a tag moves to what is pushed last, and what it was stays under its digest', async () => {
    const { url } = await startRegistry();
    const first = await pushImage(url, 'app', 'latest', 'one');
    const second = await pushImage(url, 'app', 'latest', 'two');
    const head = await fetch(`${url}/v2/app/manifests/latest`, { method: 'HEAD' });
    expect(head.headers.get('docker-content-digest')).toBe(second.digest);
    expect((await fetch(`${url}/v2/app/manifests/${first.digest}`)).status).toBe(200);
  });

  test('by digest, without a tag', async () => {
    const { url } = await startRegistry();
    const config = contentOf('{}');
    await pushBlob(url, 'app', config);
    const manifest = imageOf(config, []);
    expect((await putManifest(url, 'app', manifest.digest, manifest)).status).toBe(201);
    const wrong = await putManifest(url, 'app', `sha256:${'0'.repeat(64)}`, manifest);
    expect([wrong.status, await codesOf(wrong)]).toEqual([400, ['DIGEST_INVALID']]);
  });

  test('an index needs its children first', async () => {
    const { url } = await startRegistry();
    const child = await pushImage(url, 'app', 'child');
    const index = indexOf([child]);
    expect((await putManifest(url, 'app', 'all', index, MEDIA_TYPES.ociIndex)).status).toBe(201);
    const orphan = indexOf([contentOf('nobody')]);
    const put = await putManifest(url, 'app', 'none', orphan, MEDIA_TYPES.ociIndex);
    expect([put.status, await codesOf(put)]).toEqual([404, ['MANIFEST_BLOB_UNKNOWN']]);
  });

  test('a manifest whose layer the repository does not have is refused', async () => {
    const { url } = await startRegistry();
    const [config, layer] = [contentOf('{}'), contentOf('elsewhere')];
    await pushBlob(url, 'app', config);
    await pushBlob(url, 'other', layer);
    const put = await putManifest(url, 'app', 'v1', imageOf(config, [layer]));
    expect([put.status, await codesOf(put)]).toEqual([404, ['MANIFEST_BLOB_UNKNOWN']]);
    expect((await fetch(`${url}/v2/app/manifests/v1`)).status).toBe(404);
  });

  test('a registry that may be sparse takes what names content it does not have', async () => {
    const { url } = await startRegistry({ sparse: true });
    const child = await pushImage(url, 'app', 'child');
    const nobody = contentOf('of a platform that nobody needs here');
    const index = indexOf([child, nobody]);
    expect((await putManifest(url, 'app', 'all', index, MEDIA_TYPES.ociIndex)).status).toBe(201);
    const image = imageOf(contentOf('{}'), [nobody]);
    expect((await putManifest(url, 'app', 'v1', image)).status).toBe(201);
    for (const [tag, { digest }] of [['all', index] as const, ['v1', image] as const]) {
      const got = await fetch(`${url}/v2/app/manifests/${tag}`);
      expect(got.headers.get('docker-content-digest')).toBe(digest);
    }
    for (const kind of ['manifests', 'blobs']) {
      expect((await fetch(`${url}/v2/app/${kind}/${nobody.digest}`)).status).toBe(404);
    }
    // What is no manifest at all stays refused.
    expect((await putManifest(url, 'app', 'v2', contentOf('{}'))).status).toBe(400);
  });

  test('Docker’s schema 2 beside OCI', async () => {
    const { url } = await startRegistry();
    const config = contentOf('{}');
    await pushBlob(url, 'app', config);
    const manifest = imageOf(config, [], { mediaType: MEDIA_TYPES.dockerManifest });
    expect((await putManifest(url, 'app', 'v1', manifest, MEDIA_TYPES.dockerManifest)).status).toBe(201);
    const head = await fetch(`${url}/v2/app/manifests/v1`, { method: 'HEAD' });
    expect(head.headers.get('content-type')).toBe(MEDIA_TYPES.dockerManifest);
  });

  test.each([
    ['no JSON', 'nonsense', MEDIA_TYPES.ociManifest],
    ['another type than the header says', imageOf(contentOf('{}'), []).bytes, MEDIA_TYPES.dockerManifest],
    ['schema 1', '{"schemaVersion":1}', MEDIA_TYPES.dockerSchema1],
  ])('%s is 400 MANIFEST_INVALID', async (_what, text, type) => {
    const { url } = await startRegistry();
    await pushBlob(url, 'app', contentOf('{}'));
    const put = await putManifest(url, 'app', 'v1', contentOf(text), type);
    expect([put.status, await codesOf(put)]).toEqual([400, ['MANIFEST_INVALID']]);
  });

  test('up to 4 MiB are taken, more is 413', async () => {
    const { url } = await startRegistry();
    const config = contentOf('{}');
    await pushBlob(url, 'app', config);
    const bare = imageOf(config, [], { annotations: { pad: '' } }).bytes.length;
    const limit = 4 * 1024 * 1024;
    const padded = (size: number) => imageOf(config, [], { annotations: { pad: 'x'.repeat(size - bare) } });
    expect((await putManifest(url, 'app', 'big', padded(limit))).status).toBe(201);
    const got = await fetch(`${url}/v2/app/manifests/big`);
    expect((await got.arrayBuffer()).byteLength).toBe(limit);
    const put = await putManifest(url, 'app', 'bigger', padded(limit + 1));
    expect([put.status, await codesOf(put)]).toEqual([413, ['MANIFEST_INVALID']]);
    const streamed = await fetch(`${url}/v2/app/manifests/bigger`, {
      method: 'PUT',
      body: Readable.toWeb(Readable.from([padded(limit + 1).bytes])) as never,
      duplex: 'half',
    } as RequestInit);
    expect([streamed.status, await codesOf(streamed)]).toEqual([413, ['MANIFEST_INVALID']]);
  });

  test('a tag that is none is 400 TAG_INVALID', async () => {
    const { url } = await startRegistry();
    const put = await putManifest(url, 'app', '-x', contentOf('{}'));
    expect([put.status, await codesOf(put)]).toEqual([400, ['TAG_INVALID']]);
  });
});

describe('other digests than sha256', () => {
  test('blobs by every way of pushing, manifests, and the mount', async () => {
    const { url } = await startRegistry();
    const config = contentOf('{}', 'sha512');
    const streamed = contentOf('streamed', 'sha512');
    await pushBlob(url, 'app', config);
    const location = await startUpload(url);
    await fetch(location, { method: 'PATCH', body: bytes('streamed') });
    expect((await fetch(`${location}&digest=${streamed.digest}`, { method: 'PUT' })).status).toBe(201);
    const asked = await fetch(`${url}/v2/app/blobs/uploads/?digest-algorithm=sha512`, { method: 'POST' });
    expect(asked.status).toBe(202);
    const manifest = imageOf(config, [streamed]);
    const digest = contentOf(manifest.bytes, 'sha512').digest;
    const put = await putManifest(url, 'app', digest, manifest);
    expect([put.status, put.headers.get('docker-content-digest')]).toEqual([201, digest]);
    const got = await fetch(`${url}/v2/app/manifests/${digest}`);
    expect(Buffer.from(await got.arrayBuffer())).toEqual(manifest.bytes);
    const mount = await fetch(`${url}/v2/b/blobs/uploads/?mount=${streamed.digest}&from=app`, {
      method: 'POST',
    });
    expect(mount.status).toBe(201);
    const wrong = await pushBlob(url, 'app', { ...contentOf('other'), digest: streamed.digest });
    expect([wrong.status, await codesOf(wrong)]).toEqual([400, ['DIGEST_INVALID']]);
  });

  test('a manifest pushed by digest takes its tags from the query', async () => {
    const { url } = await startRegistry();
    const config = contentOf('{}');
    await pushBlob(url, 'app', config);
    const manifest = imageOf(config, []);
    const digest = contentOf(manifest.bytes, 'sha512').digest;
    const put = await putManifest(url, 'app', `${digest}?tag=v1&tag=latest`, manifest);
    expect([put.status, put.headers.get('oci-tag')]).toEqual([201, 'v1, latest']);
    const head = await fetch(`${url}/v2/app/manifests/latest`, { method: 'HEAD' });
    expect(head.headers.get('docker-content-digest')).toBe(digest);
    const wrong = await putManifest(url, 'app', `${digest}?tag=-`, manifest);
    expect([wrong.status, await codesOf(wrong)]).toEqual([400, ['TAG_INVALID']]);
  });
});
