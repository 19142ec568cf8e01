import { expect } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { pushImage } from '../content.ts';
import { startRegistry } from '../start.ts';
import { nowhere, section } from './requirement.ts';

/** A registry that deletes nothing. */
async function disabled() {
  const { url } = await startRegistry({ deleteEnabled: false });
  const image = await pushImage(url, 'app', 'v1');
  return { image, remove: (path: string) => fetch(`${url}/v2/app/${path}`, { method: 'DELETE' }) };
}

section('Deleting tags', {
  'MUST: it is 202, and then the tag is 404 and the manifest stays': async ({ send, get, image }) => {
    expect((await send('DELETE', 'manifests/v1')).status).toBe(202);
    expect((await get('manifests/v1')).status).toBe(404);
    expect((await get(`manifests/${image.digest}`)).status).toBe(200);
  },
  'MUST: where it is disabled it is 400 or 405': async () => {
    expect((await (await disabled()).remove('manifests/v1')).status).toBe(405);
  },
});

section('Deleting Manifests', {
  'MUST: it is 202, and then the manifest and every tag of it are 404': async ({ send, get, put, image }) => {
    await put('v2', image);
    expect((await send('DELETE', `manifests/${image.digest}`)).status).toBe(202);
    for (const reference of ['v1', 'v2', image.digest]) {
      expect((await get(`manifests/${reference}`)).status).toBe(404);
    }
  },
  'MUST: of a repository that does not exist it is 404': async ({ url, send }) => {
    const missing = await fetch(`${url}/v2/nobody/manifests/${nowhere}`, { method: 'DELETE' });
    expect(missing.status).toBe(404);
    expect((await send('DELETE', `manifests/${nowhere}`)).status).toBe(404);
  },
  'MUST: where it is disabled it is 400 or 405': async () => {
    const { remove, image } = await disabled();
    expect((await remove(`manifests/${image.digest}`)).status).toBe(405);
  },
});

section('Deleting Blobs', {
  'MUST: it is 202, and then the blob is 404': async ({ send, get, layer }) => {
    expect((await send('DELETE', `blobs/${layer.digest}`)).status).toBe(202);
    expect((await get(`blobs/${layer.digest}`)).status).toBe(404);
  },
  'MUST: what is not there is 404': async ({ send, layer }) => {
    expect((await send('DELETE', `blobs/${nowhere}`)).status).toBe(404);
    await send('DELETE', `blobs/${layer.digest}`);
    expect((await send('DELETE', `blobs/${layer.digest}`)).status).toBe(404);
  },
  'MUST: where it is disabled it is 400 or 405': async () => {
    const { remove, image } = await disabled();
    const { layers } = JSON.parse(image.bytes.toString()) as { layers: { digest: string }[] };
    expect((await remove(`blobs/${layers[0]!.digest}`)).status).toBe(405);
  },
});

section('Determining Support', {
  'MUST: GET /v2/ is 200': async ({ url }) => {
    expect((await fetch(`${url}/v2/`)).status).toBe(200);
  },
});

section('Error Codes', {
  'MUST: a body in JSON is a list of errors, each with a code of capitals and underscores': async ({
    get,
    send,
    put,
    image,
  }) => {
    for (const answer of [
      await get('manifests/none'),
      await get('blobs/nonsense'),
      await get(`blobs/${nowhere}`),
      await get('tags/list?n=x'),
      await send('PUT', 'manifests/v2', 'nonsense', { 'Content-Type': MEDIA_TYPES.ociManifest }),
      await put('-', image),
      await send('PATCH', 'blobs/uploads/none', 'x'),
      await send('POST', 'tags/list'),
    ]) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      const { errors } = (await answer.json()) as { errors: { code: string; message: unknown }[] };
      expect(errors.length).toBeGreaterThan(0);
      for (const { code, message } of errors) {
        expect(code).toMatch(/^[A-Z_]+$/);
        expect(message).toEqual(expect.any(String));
      }
    }
  },
});
