import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { basicAuth } from '../../../src/registry/auth/basic.ts';
import type { Auth } from '../../../src/registry/auth/auth.ts';
import { passwordsOf } from '../../../src/registry/auth/passwords.ts';
import { namespaceRights } from '../../../src/registry/auth/rights.ts';
import { tokenAuth } from '../../../src/registry/auth/token-auth.ts';
import { connectRegistry, RegistryError } from '../../../src/registry/client/client.ts';
import { contentOf, imageOf } from '../content.ts';
import { startRegistry } from '../start.ts';
import { fakeRegistry } from './fake-registry.ts';

const passwords = passwordsOf({ me: 'pw' });
const logins: Record<string, Auth | undefined> = {
  none: undefined,
  basic: basicAuth({ realm: 'r', passwords }),
  token: tokenAuth({ service: 's', passwords, rights: namespaceRights }),
};

describe.each(Object.keys(logins))('with login %s', (kind) => {
  test('an image goes in and comes out, and is listed and deleted', async () => {
    const { url } = await startRegistry({ auth: logins[kind] });
    const client = connectRegistry({ url, credentials: { username: 'me', password: 'pw' } });
    expect(await client.ping()).toEqual({ ok: true, status: 200 });
    const [config, layer] = [contentOf('{}'), contentOf(Buffer.alloc(300_000, 'layer'))];
    for (const { bytes, digest } of [config, layer]) {
      const push = () => client.pushBlob('me/app', digest, bytes.length, () => Readable.from([bytes]));
      expect(await client.hasBlob('me/app', digest)).toBe(false);
      expect(await push()).toBe('pushed');
      expect(await push()).toBe('existed');
    }
    const mounted = await client.pushBlob('me/copy', layer.digest, 0, () => Readable.from([]), {
      mountFrom: 'me/app',
    });
    expect(mounted).toBe('mounted');

    const manifest = imageOf(config, [layer]);
    const put = await client.putManifest('me/app', 'v1', MEDIA_TYPES.ociManifest, manifest.bytes);
    expect(put).toEqual({ digest: manifest.digest });
    expect(await client.tags('me/app')).toEqual(['v1']);
    const got = await client.manifest('me/app', 'v1');
    expect(got).toMatchObject({
      digest: manifest.digest,
      mediaType: MEDIA_TYPES.ociManifest,
      json: { schemaVersion: 2 },
    });
    expect(Buffer.from(got!.bytes)).toEqual(manifest.bytes);
    expect(await client.headManifest('me/app', 'v1')).toEqual({
      digest: manifest.digest,
      mediaType: MEDIA_TYPES.ociManifest,
      size: manifest.bytes.length,
    });
    expect((await buffer((await client.blob('me/app', layer.digest))!)).equals(layer.bytes)).toBe(true);
    expect(await client.deleteManifest('me/app', manifest.digest)).toBe(true);
    expect(await client.deleteManifest('me/app', manifest.digest)).toBe(false);
    if (kind !== 'token') expect(await client.catalog()).toEqual(['me/app', 'me/copy']);
  });

  test('what is not there is undefined or false', async () => {
    const { url } = await startRegistry({ auth: logins[kind] });
    const client = connectRegistry({ url, credentials: { username: 'me', password: 'pw' } });
    const { digest } = contentOf('nothing');
    expect(await client.tags('me/app')).toBeUndefined();
    expect(await client.manifest('me/app', 'v1')).toBeUndefined();
    expect(await client.headManifest('me/app', digest)).toBeUndefined();
    expect(await client.blob('me/app', digest)).toBeUndefined();
    expect(await client.hasBlob('me/app', digest)).toBe(false);
  });
});

describe('refusals', () => {
  test('a wrong password says so', async () => {
    const { url } = await startRegistry({ auth: logins.basic });
    const client = connectRegistry({ url, credentials: { username: 'me', password: 'no' } });
    expect(await client.ping()).toEqual({ ok: false, status: 401, reason: 'authentication required' });
    await expect(client.tags('app')).rejects.toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
  });

  test('somebody else’s namespace is refused with the code of the registry', async () => {
    const { url } = await startRegistry({ auth: logins.token });
    const client = connectRegistry({ url, credentials: { username: 'me', password: 'pw' } });
    const push = client.pushBlob('you/app', contentOf('x').digest, 1, () => Readable.from(['x']));
    await expect(push).rejects.toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
    await expect(push).rejects.toBeInstanceOf(RegistryError);
  });

  test('nobody there: the code of the connection', async () => {
    const { url, registry } = await startRegistry();
    await registry.close();
    const client = connectRegistry({ url });
    expect(await client.ping()).toMatchObject({ ok: false, reason: expect.stringContaining('ECONNREFUSED') });
    await expect(client.tags('app')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('strange registries', () => {
  test('bytes that are not the digest’s fail at the end of the stream', async () => {
    const url = await fakeRegistry((_request, response) => response.end('other bytes'));
    const blob = await connectRegistry({ url }).blob('app', contentOf('bytes').digest);
    await expect(buffer(blob!)).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    const manifest = connectRegistry({ url }).manifest('app', contentOf('bytes').digest);
    await expect(manifest).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
  });

  test('a redirect to other storage is followed without the credentials', async () => {
    const blob = contentOf('stored elsewhere');
    const seen: (string | undefined)[] = [];
    const storage = await fakeRegistry((request, response) => {
      seen.push(request.headers.authorization);
      response.end(blob.bytes);
    });
    const url = await fakeRegistry((request, response) => {
      if (!request.headers.authorization) {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
      } else response.writeHead(307, { Location: `${storage}/there` }).end();
    });
    const client = connectRegistry({ url, credentials: { username: 'me', password: 'pw' } });
    expect(await buffer((await client.blob('app', blob.digest))!)).toEqual(blob.bytes);
    expect(seen).toEqual([undefined]);
  });

  test('a busy registry is asked again, a write is not', async () => {
    const counts: Record<string, number> = {};
    const url = await fakeRegistry((request, response) => {
      const count = (counts[request.method!] = (counts[request.method!] ?? 0) + 1);
      response.writeHead(count < 3 ? 503 : 200).end('{"name":"app","tags":["v1"]}');
    });
    expect(await connectRegistry({ url }).tags('app')).toEqual(['v1']);
    const put = connectRegistry({ url }).putManifest('app', 'v1', MEDIA_TYPES.ociManifest, Buffer.from('{}'));
    await expect(put).rejects.toMatchObject({ status: 503 });
    expect(counts).toEqual({ GET: 3, PUT: 1 });
  });

  test('what a HEAD does not tell of a manifest, the manifest tells', async () => {
    const manifest = contentOf('{"schemaVersion":2}');
    const told: Record<string, string> = {};
    const url = await fakeRegistry((request, response) => {
      response.setHeader('Content-Type', MEDIA_TYPES.ociManifest);
      if (request.method === 'HEAD') response.writeHead(200, told).end();
      else response.end(manifest.bytes);
    });
    const client = connectRegistry({ url });
    const size = manifest.bytes.length;
    const head = { digest: manifest.digest, mediaType: MEDIA_TYPES.ociManifest, size };
    expect(await client.headManifest('app', 'v1')).toEqual(head);
    told['Docker-Content-Digest'] = manifest.digest;
    expect(await client.headManifest('app', 'v1')).toEqual(head);
    told['Content-Length'] = String(size);
    expect(await client.headManifest('app', 'v1')).toEqual(head);
    const other = contentOf('another').digest;
    await expect(client.headManifest('app', other)).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
  });

  test('tags come from all pages, and null is none', async () => {
    const url = await fakeRegistry((request, response) => {
      if (request.url === '/v2/none/tags/list') return void response.end('{"name":"none","tags":null}');
      const last = new URL(request.url!, 'http://x').searchParams.get('last');
      if (last === null) response.setHeader('Link', '</v2/app/tags/list?last=a&n=1>; rel="next"');
      response.end(JSON.stringify({ name: 'app', tags: [last === null ? 'a' : 'b'] }));
    });
    expect(await connectRegistry({ url }).tags('app')).toEqual(['a', 'b']);
    expect(await connectRegistry({ url }).tags('none')).toEqual([]);
  });
});
