import { describe, expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import { contentOf, descriptorOf, imageOf, indexOf, pushBlob, pushImage, putManifest } from './content.ts';
import { startRegistry } from './start.ts';

/**
 * What the distribution specification 1.1 asks of a registry beyond what server/*.test.ts, one file per chapter, shows
 * already. The names of the groups are the specification's sections.
 */

const nowhere = `sha256:${'0'.repeat(64)}`;
const empty = contentOf('{}');

async function started() {
  const registry = await startRegistry();
  await pushBlob(registry.url, 'app', empty);
  return { ...registry, app: `${registry.url}/v2/app` };
}

async function begin(app: string): Promise<string> {
  return (await fetch(`${app}/blobs/uploads/`, { method: 'POST' })).headers.get('location')!;
}

const patch = (location: string, body: string, range?: string) =>
  fetch(location, { method: 'PATCH', body, ...(range && { headers: { 'Content-Range': range } }) });

describe('Pulling manifests: what names, tags and digests are', () => {
  test.each(['a', 'a0/b1', 'a.b/c_d/e__f/g-h', 'a--b---c', `${'a/'.repeat(127)}b`])(
    'a name of allowed parts may be used: %s',
    async (name) => {
      const { url } = await startRegistry();
      const manifest = await pushImage(url, name, 'v1');
      const got = await fetch(`${url}/v2/${name}/manifests/v1`);
      expect(got.headers.get('docker-content-digest')).toBe(manifest.digest);
    },
  );

  test.each(['_', 'A.b-c_d', '0', 'x'.repeat(128)])(
    'a tag of allowed characters may be used: %s',
    async (tag) => {
      const { url } = await startRegistry();
      const manifest = await pushImage(url, 'app', tag);
      const got = await fetch(`${url}/v2/app/manifests/${tag}`);
      expect(got.headers.get('docker-content-digest')).toBe(manifest.digest);
    },
  );

  test.each(['x'.repeat(129), '.x', '-x', 'a%20b', 'a%2Bb'])('any other tag may not: %s', async (tag) => {
    const { url, app } = await started();
    expect((await putManifest(url, 'app', tag, imageOf(empty, []))).status).toBe(400);
    expect((await fetch(`${app}/manifests/${tag}`)).status).toBe(404);
  });

  test.each(['sha256:' + 'A'.repeat(64), 'sha512:' + '0'.repeat(64), 'sha256:', ':' + '0'.repeat(64)])(
    'what cannot be a digest is a mistake of the client: %s',
    async (digest) => {
      const { app } = await started();
      for (const path of [`blobs/${digest}`, `manifests/${digest}`, `referrers/${digest}`]) {
        expect((await fetch(`${app}/${path}`)).status).toBe(400);
      }
    },
  );

  test('a digest names exact bytes: they come whatever Accept says', async () => {
    const { url } = await startRegistry();
    const manifest = await pushImage(url, 'app', 'v1');
    const headers = { Accept: MEDIA_TYPES.dockerManifest };
    const got = await fetch(`${url}/v2/app/manifests/${manifest.digest}`, { headers });
    expect([got.status, got.headers.get('content-type')]).toEqual([200, MEDIA_TYPES.ociManifest]);
  });
});

describe('Pushing blobs', () => {
  test('each upload has a place of its own', async () => {
    const { app } = await started();
    const [one, two] = [await begin(app), await begin(app)];
    expect(new URL(one).pathname).not.toBe(new URL(two).pathname);
    await patch(one, 'one');
    const { digest } = contentOf('two');
    expect((await fetch(`${two}&digest=${digest}`, { method: 'PUT', body: 'two' })).status).toBe(201);
    expect((await fetch(one)).headers.get('range')).toBe('0-2');
  });

  test('an upload in chunks: its status says where to go on, from where to go on', async () => {
    const { app } = await started();
    const location = await begin(app);
    await patch(location, 'abc', '0-2');
    expect((await patch(location, 'xyz', '9-11')).status).toBe(416);
    const status = await fetch(location);
    expect([status.status, status.headers.get('range')]).toEqual([204, '0-2']);
    const next = status.headers.get('location')!;
    expect((await patch(next, 'def', '3-5')).headers.get('range')).toBe('0-5');
    const { digest } = contentOf('abcdef');
    const put = await fetch(`${next}&digest=${digest}`, { method: 'PUT' });
    expect([put.status, await (await fetch(put.headers.get('location')!)).text()]).toEqual([201, 'abcdef']);
  });

  test('a last chunk out of order is refused like any other, and the upload goes on', async () => {
    const { app } = await started();
    const location = await begin(app);
    await patch(location, 'abc', '0-2');
    const { digest } = contentOf('abcdef');
    const last = (range: string) =>
      fetch(`${location}&digest=${digest}`, {
        method: 'PUT',
        body: 'def',
        headers: { 'Content-Range': range },
      });
    expect((await last('5-7')).status).toBe(416);
    expect((await last('3-5')).status).toBe(201);
  });

  test('a chunk of another length than it says is refused', async () => {
    const { app } = await started();
    const location = await begin(app);
    expect((await patch(location, 'abc', '0-9')).status).toBe(400);
  });

  test('a blob that is there already may be pushed again', async () => {
    const { url } = await started();
    expect((await pushBlob(url, 'app', empty)).status).toBe(201);
  });
});

describe('Pushing Manifests', () => {
  test.each([
    ['an image', MEDIA_TYPES.ociManifest, imageOf(empty, [], { mediaType: undefined })],
    ['an index', MEDIA_TYPES.ociIndex, indexOf([], { mediaType: undefined })],
  ])('%s that does not name its media type is what the Content-Type says', async (_what, type, content) => {
    const { url, app } = await started();
    expect((await putManifest(url, 'app', 'v1', content, type)).status).toBe(201);
    const got = await fetch(`${app}/manifests/v1`);
    expect(got.headers.get('content-type')).toBe(type);
    expect(Buffer.from(await got.arrayBuffer())).toEqual(content.bytes);
  });

  test('artifacts: media types that nobody knows, an empty config, fields of a later version', async () => {
    const { url, app } = await started();
    const blob = contentOf('anything');
    await pushBlob(url, 'app', blob);
    const artifact = contentOf(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MEDIA_TYPES.ociManifest,
        artifactType: 'application/vnd.example+type',
        config: { ...descriptorOf(empty, MEDIA_TYPES.ociEmpty), data: 'e30=' },
        layers: [descriptorOf(blob, 'text/x.never.seen'), descriptorOf(empty, MEDIA_TYPES.ociEmpty)],
        annotations: { 'org.example': 'ünïcode' },
        later: true,
      }),
    );
    expect((await putManifest(url, 'app', 'v1', artifact)).status).toBe(201);
    const got = await fetch(`${app}/manifests/v1`);
    expect(Buffer.from(await got.arrayBuffer())).toEqual(artifact.bytes);
  });

  test('a layer that may not be distributed need not be there', async () => {
    const { url } = await started();
    const away = { ...descriptorOf(contentOf('elsewhere'), MEDIA_TYPES.dockerForeignLayer) };
    const named = imageOf(empty, [], { layers: [{ ...away, urls: ['https://example.com/layer'] }] });
    expect((await putManifest(url, 'app', 'v1', named)).status).toBe(201);
    const unnamed = imageOf(empty, [], { layers: [away] });
    expect((await putManifest(url, 'app', 'v1', unnamed)).status).toBe(404);
  });

  test('with a subject, pushed or not: the answer names it, for an image and for an index', async () => {
    const { url } = await started();
    const subject = descriptorOf(contentOf('not pushed'), MEDIA_TYPES.ociManifest);
    const image = await putManifest(url, 'app', 'one', imageOf(empty, [], { subject }));
    const index = await putManifest(url, 'app', 'two', indexOf([], { subject }), MEDIA_TYPES.ociIndex);
    for (const put of [image, index]) {
      expect([put.status, put.headers.get('oci-subject')]).toEqual([201, subject.digest]);
    }
  });
});

describe('Listing Tags', () => {
  test('what was pushed by digest only has no tag, and the list is there nevertheless', async () => {
    const { url, app } = await started();
    const manifest = imageOf(empty, []);
    await putManifest(url, 'app', manifest.digest, manifest);
    const list = await fetch(`${app}/tags/list`);
    expect([list.status, await list.json()]).toEqual([200, { name: 'app', tags: [] }]);
  });
});

describe('Listing Referrers', () => {
  const subject = descriptorOf(contentOf('a subject'), MEDIA_TYPES.ociManifest);
  const list = async (url: string, name: string) =>
    ((await (await fetch(`${url}/v2/${name}/referrers/${subject.digest}`)).json()) as { manifests: object[] })
      .manifests;

  test('a repository lists its own only', async () => {
    const { url } = await started();
    await putManifest(url, 'app', 'x', imageOf(empty, [], { subject }));
    expect(await list(url, 'app')).toHaveLength(1);
    expect(await list(url, 'other')).toEqual([]);
  });

  test('an index without artifactType is listed without one', async () => {
    const { url } = await started();
    const index = indexOf([], { subject });
    await putManifest(url, 'app', 'x', index, MEDIA_TYPES.ociIndex);
    expect(await list(url, 'app')).toEqual([descriptorOf(index, MEDIA_TYPES.ociIndex)]);
  });

  test('pushed twice it is listed once, and under every tag it is the same', async () => {
    const { url } = await started();
    const signature = imageOf(empty, [], { subject });
    for (const tag of ['one', 'two', signature.digest]) await putManifest(url, 'app', tag, signature);
    expect(await list(url, 'app')).toHaveLength(1);
  });
});

describe('Content Management', () => {
  test('deleting in one repository leaves the others as they are', async () => {
    const { url } = await startRegistry();
    const manifest = await pushImage(url, 'one', 'v1', 'same');
    await pushImage(url, 'two', 'v1', 'same');
    await fetch(`${url}/v2/one/manifests/${manifest.digest}`, { method: 'DELETE' });
    expect((await fetch(`${url}/v2/one/manifests/v1`)).status).toBe(404);
    expect((await fetch(`${url}/v2/two/manifests/v1`)).status).toBe(200);
  });

  test('a blob that was deleted may be pushed again', async () => {
    const { url, app } = await started();
    await fetch(`${app}/blobs/${empty.digest}`, { method: 'DELETE' });
    expect((await pushBlob(url, 'app', empty)).status).toBe(201);
    expect(await (await fetch(`${app}/blobs/${empty.digest}`)).text()).toBe('{}');
  });
});

describe('Error Codes', () => {
  test.each<[string, string, number, RequestInit?]>([
    ['BLOB_UNKNOWN', `app/blobs/${nowhere}`, 404],
    ['BLOB_UPLOAD_UNKNOWN', 'app/blobs/uploads/00000000-0000-4000-8000-000000000000', 404],
    ['DIGEST_INVALID', `app/blobs/uploads/?digest=${nowhere}`, 400, { method: 'POST', body: 'x' }],
    [
      'MANIFEST_BLOB_UNKNOWN',
      'app/manifests/v1',
      404,
      { method: 'PUT', body: imageOf(contentOf('?'), []).bytes.toString() },
    ],
    ['MANIFEST_INVALID', 'app/manifests/v1', 400, { method: 'PUT', body: 'no manifest' }],
    ['MANIFEST_UNKNOWN', 'app/manifests/none', 404],
    ['NAME_INVALID', 'App/tags/list', 400],
    ['NAME_UNKNOWN', 'nobody/tags/list', 404],
    ['UNSUPPORTED', 'app/tags/list', 405, { method: 'POST' }],
  ])('%s comes as JSON with a code and a message', async (code, path, status, init = {}) => {
    const { url } = await started();
    const headers = { 'Content-Type': MEDIA_TYPES.ociManifest };
    const got = await fetch(`${url}/v2/${path}`, { headers, ...init });
    expect([got.status, got.headers.get('content-type')]).toEqual([
      status,
      expect.stringMatching(/^application\/json/),
    ]);
    const { errors } = (await got.json()) as { errors: Record<string, unknown>[] };
    expect(errors).toEqual([expect.objectContaining({ code, message: expect.stringMatching(/./) })]);
  });
});
