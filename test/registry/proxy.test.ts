import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import type { AccessEvent } from '../../src/registry/access-log.ts';
import { basicAuth } from '../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../src/registry/auth/passwords.ts';
import { namespaceRights } from '../../src/registry/auth/rights.ts';
import { tokenAuth } from '../../src/registry/auth/token-auth.ts';
import { serveRegistry } from '../../src/registry/serve.ts';
import { fakeRegistry } from './client/fake-registry.ts';
import { contentOf, descriptorOf, imageOf, pushBlob, pushImage, putManifest } from './content.ts';
import { codesOf, startRegistry, temporaryFolder } from './start.ts';

const status = async (url: string) => (await fetch(url)).status;

describe('a pull-through registry', () => {
  test('fetches once, keeps, and serves when the upstream is gone', async () => {
    const upstream = await startRegistry();
    const manifest = await pushImage(upstream.url, 'library/alpine', 'latest');
    const layer = contentOf('layer of latest').digest;
    const { url, errors } = await startRegistry({ proxy: { url: upstream.url } });
    upstream.events.length = 0;

    const pull = async () => {
      const got = await fetch(`${url}/v2/library/alpine/manifests/latest`);
      expect([got.status, got.headers.get('docker-content-digest')]).toEqual([200, manifest.digest]);
      expect(Buffer.from(await got.arrayBuffer())).toEqual(manifest.bytes);
      expect(await (await fetch(`${url}/v2/library/alpine/blobs/${layer}`)).text()).toBe('layer of latest');
    };
    await Promise.all([pull(), pull(), pull()]);
    await pull();
    const blobs = upstream.events.filter(({ path }) => path.includes('/blobs/'));
    expect(blobs).toHaveLength(1);
    expect(await (await fetch(`${url}/v2/library/alpine/tags/list`)).json()).toMatchObject({
      tags: ['latest'],
    });

    await upstream.registry.close();
    await pull();
    expect(await (await fetch(`${url}/v2/library/alpine/tags/list`)).json()).toMatchObject({
      tags: ['latest'],
    });
    const other = await fetch(`${url}/v2/library/other/manifests/latest`);
    expect([other.status, await codesOf(other)]).toEqual([503, ['UNAVAILABLE']]);
    expect(errors).toEqual([]);
  });

  test('a tag that moves upstream moves here', async () => {
    const upstream = await startRegistry();
    await pushImage(upstream.url, 'app', 'latest', 'old');
    const { url } = await startRegistry({ proxy: { url: upstream.url } });
    await fetch(`${url}/v2/app/manifests/latest`);
    const moved = await pushImage(upstream.url, 'app', 'latest', 'new');
    const head = await fetch(`${url}/v2/app/manifests/latest`, { method: 'HEAD' });
    expect(head.headers.get('docker-content-digest')).toBe(moved.digest);
  });

  test('referrers are those of the upstream, and those that are here when it is gone', async () => {
    const upstream = await startRegistry();
    const image = await pushImage(upstream.url, 'app', 'v1');
    const config = contentOf('{}');
    await pushBlob(upstream.url, 'app', config);
    const subject = descriptorOf(image, MEDIA_TYPES.ociManifest);
    const [fetched, other] = [
      imageOf(config, [], { subject, artifactType: 'a/fetched' }),
      imageOf(config, [], { subject, artifactType: 'an/other' }),
    ];
    for (const referrer of [fetched, other]) {
      await putManifest(upstream.url, 'app', referrer.digest, referrer);
    }
    const { url } = await startRegistry({ proxy: { url: upstream.url } });
    const list = async (of: string, query = '') => {
      const answer = await fetch(`${url}/v2/app/referrers/${of}${query}`);
      const { manifests } = (await answer.json()) as { manifests?: { digest: string }[] };
      return [answer.status, manifests?.map(({ digest }) => digest).sort()];
    };
    expect(await list(image.digest)).toEqual([200, [fetched.digest, other.digest].sort()]);
    expect(await list(image.digest, '?artifactType=an/other')).toEqual([200, [other.digest]]);
    expect(await list(config.digest)).toEqual([200, []]);
    expect(await status(`${url}/v2/app/manifests/${fetched.digest}`)).toBe(200);

    await upstream.registry.close();
    expect(await list(image.digest)).toEqual([200, [fetched.digest]]);
    // Nobody knows: to say that there are none would be a lie.
    expect(await list(config.digest)).toEqual([503, undefined]);
  });

  test('what the upstream does not have is 404, and pushing is refused', async () => {
    const upstream = await startRegistry();
    const { url } = await startRegistry({ proxy: { url: upstream.url } });
    expect(await status(`${url}/v2/app/manifests/latest`)).toBe(404);
    expect(await status(`${url}/v2/app/blobs/${contentOf('x').digest}`)).toBe(404);
    expect(await status(`${url}/v2/app/tags/list`)).toBe(404);
    const push = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
    expect([push.status, await codesOf(push)]).toEqual([405, ['UNSUPPORTED']]);
  });

  test('logs in upstream with its own credentials, by basic and by token', async () => {
    const passwords = passwordsOf({ me: 'pw' });
    for (const auth of [
      basicAuth({ realm: 'r', passwords }),
      tokenAuth({ service: 's', passwords, rights: namespaceRights }),
    ]) {
      const root = await temporaryFolder();
      const open = await startRegistry({ root });
      const manifest = await pushImage(open.url, 'me/app', 'v1');
      const upstream = await startRegistry({ root, auth });
      const credentials = { username: 'me', password: 'pw' };
      const { url } = await startRegistry({ proxy: { url: upstream.url, credentials } });
      expect((await fetch(`${url}/v2/me/app/manifests/v1`)).headers.get('docker-content-digest')).toBe(
        manifest.digest,
      );
    }
  });

  test('bytes that the upstream spoiled are not passed on', async () => {
    const upstream = await startRegistry();
    await pushImage(upstream.url, 'app', 'v1');
    const { digest } = contentOf('layer of v1');
    const { parseDigest } = await import('../../src/image/digest.ts');
    await writeFile(upstream.registry.store.layout.blobData(parseDigest(digest)!), 'spoiled bytes');
    const { url } = await startRegistry({ proxy: { url: upstream.url } });
    expect(await status(`${url}/v2/app/blobs/${digest}`)).toBe(503);
    expect(await status(`${url}/v2/app/blobs/${digest}`)).toBe(503);
  });

  test('what breaks off upstream is 503 and not kept, and is fetched anew when asked for again', async () => {
    const [blob, manifest] = [contentOf('x'.repeat(100_000)), imageOf(contentOf('{}'), [])];
    let breaks = true;
    const upstream = await fakeRegistry(({ url: path, socket }, response) => {
      const { bytes } = path!.includes('/manifests/') ? manifest : blob;
      response.writeHead(200, { 'Content-Length': bytes.length, 'Content-Type': MEDIA_TYPES.ociManifest });
      if (!breaks) return void response.end(bytes);
      response.write(bytes.subarray(0, bytes.length / 2), () =>
        setTimeout(() => socket.resetAndDestroy(), 50),
      );
    });
    const { url, root, errors } = await startRegistry({ proxy: { url: upstream } });
    const paths = [`blobs/${blob.digest}`, `manifests/${manifest.digest}`].map(
      (path) => `${url}/v2/app/${path}`,
    );
    for (const path of paths) {
      const broken = await Promise.all([fetch(path), fetch(path)]);
      for (const answer of broken)
        expect([answer.status, await codesOf(answer)]).toEqual([503, ['UNAVAILABLE']]);
    }
    const uploads = `${root}/docker/registry/v2/repositories/app/_uploads`;
    expect(readdirSync(uploads)).toEqual([]);
    breaks = false;
    for (const path of paths) expect(await status(path)).toBe(200);
    expect(errors).toEqual([]);
  });

  test('what cannot be stored lets go of the upstream', async () => {
    let left: Promise<unknown> | undefined;
    const upstream = await fakeRegistry((_request, response) => {
      left = once(response, 'close');
      response.writeHead(200, { 'Content-Length': 3_000_000 }).write('x');
    });
    const { url, registry } = await startRegistry({ proxy: { url: upstream, idleMs: 600_000 } });
    const uploads = registry.store.layout.uploads('app');
    await mkdir(path.dirname(uploads), { recursive: true });
    await writeFile(uploads, 'no folder');
    const answer = await fetch(`${url}/v2/app/blobs/${contentOf('x').digest}`).catch(() => undefined);
    expect(answer?.ok ?? false).toBe(false);
    await left;
  }, 20_000);

  test('is what --proxy makes', async () => {
    const upstream = await startRegistry();
    await pushImage(upstream.url, 'app', 'v1');
    const served = await serveRegistry({ addr: '0', root: await temporaryFolder(), proxy: upstream.url });
    expect(await status(`${served.url}/v2/app/manifests/v1`)).toBe(200);
    await served.close();
  });

  test('what was fetched longer ago than the time to live is thrown away, and fetched again', async () => {
    const upstream = await startRegistry();
    await pushImage(upstream.url, 'app', 'v1');
    const { url, root } = await startRegistry({ proxy: { url: upstream.url, ttlMs: 150 } });
    const layer = `${url}/v2/app/blobs/${contentOf('layer of v1').digest}`;
    const pull = async () => [await status(`${url}/v2/app/manifests/v1`), await status(layer)];
    expect(await pull()).toEqual([200, 200]);
    const files = () =>
      readdirSync(`${root}/docker/registry/v2/blobs/sha256`, { recursive: true }).map(String);
    await expect.poll(() => files().filter((file) => file.endsWith('/data'))).toEqual([]);
    expect(await pull()).toEqual([200, 200]);
    const isPull = ({ method, path }: AccessEvent) => method === 'GET' && path.includes('/blobs/');
    const asked = () => upstream.events.filter(isPull).length;
    await expect.poll(asked).toBe(2);
  });

  test.each(['before it answers', 'in the middle of a blob'])(
    'an upstream that falls silent %s is given up',
    async (when) => {
      const large = contentOf(Buffer.alloc(3_000_000, 'x'));
      const silent = await fakeRegistry((_request, response) => {
        if (when === 'before it answers') return;
        response.writeHead(200, { 'Content-Length': large.bytes.length });
        response.write(large.bytes.subarray(0, 2_000_000));
      });
      const { url, root } = await startRegistry({ proxy: { url: silent, idleMs: 2000 } });
      const blob = `${url}/v2/app/blobs/${large.digest}`;
      if (when === 'before it answers') expect(await status(blob)).toBe(503);
      else await expect((async () => (await fetch(blob)).arrayBuffer())()).rejects.toThrow();
      const uploads = `${root}/docker/registry/v2/repositories/app/_uploads`;
      await expect.poll(() => (existsSync(uploads) ? readdirSync(uploads) : [])).toEqual([]);
    },
  );
});
