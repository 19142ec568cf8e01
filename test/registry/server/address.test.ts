import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { basicAuth } from '../../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../../src/registry/auth/passwords.ts';
import { contentOf, pushBlob, pushImage } from '../content.ts';
import { codesOf, startRegistry } from '../start.ts';

/** The `Location` of a new upload, without what is different each time. */
async function locationOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  const { headers: answered } = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST', headers });
  return answered.get('location')!.replace(/[0-9a-f]{8}-.*$/, '');
}

describe('where an upload goes on', () => {
  const FORWARDED = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'registry.example, proxy' };
  const HERE = /^http:\/\/127\.0\.0\.1:\d+\/v2\/app\/blobs\/uploads\/$/;

  test('is where the client asked', async () => {
    const { url, port } = await startRegistry();
    expect(await locationOf(url)).toMatch(HERE);
    expect(await locationOf(url)).toContain(`:${port}/`);
  });

  test('is where the client asked a proxy in front', async () => {
    const { url } = await startRegistry();
    expect(await locationOf(url, FORWARDED)).toBe('https://registry.example/v2/app/blobs/uploads/');
    expect(await locationOf(url, { 'X-Forwarded-Proto': 'https' })).toMatch(/^https:\/\/127\.0\.0\.1:/);
    expect(await locationOf(url, { 'X-Forwarded-Proto': 'gopher' })).toMatch(HERE);
  });

  test('names no host with relative URLs', async () => {
    const { url } = await startRegistry({ relativeUrls: true });
    expect(await locationOf(url, FORWARDED)).toBe('/v2/app/blobs/uploads/');
  });

  test('is at the host of the settings, whatever else is said', async () => {
    const { url } = await startRegistry({ host: 'https://registry.example', relativeUrls: true });
    expect(await locationOf(url, { 'X-Forwarded-Host': 'other' })).toBe(
      'https://registry.example/v2/app/blobs/uploads/',
    );
  });
});

test('the root says that the registry runs, whatever the login and the prefix', async () => {
  const auth = basicAuth({ realm: 'r', passwords: passwordsOf({ me: 'pw' }) });
  const { url } = await startRegistry({ auth, prefix: '/below' });
  const root = await fetch(`${url}/`);
  expect([root.status, await root.text()]).toEqual([200, '']);
});

test('a request that names the registry in its target is answered, as to a proxy', async () => {
  const { url, port } = await startRegistry();
  await pushImage(url, 'app', 'v1');
  const socket = connect(port, '127.0.0.1');
  const target = 'http://registry.example:5000/v2/app/tags/list?n=1';
  socket.write(`GET ${target} HTTP/1.1\r\nHost: registry.example:5000\r\nConnection: close\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 [^]*"tags":\["v1"\]/);
});

describe('with a prefix', () => {
  test('the registry is below it, and nowhere else', async () => {
    const { url } = await startRegistry({ prefix: '/below' });
    const below = `${url}/below`;
    expect((await fetch(`${below}/v2/`)).status).toBe(200);
    for (const path of ['/v2/', '/belowv2/', '/below', '/below/below/v2/']) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    const bare = await fetch(`${below}/v2`, { redirect: 'manual' });
    expect([bare.status, bare.headers.get('location')]).toEqual([301, '/below/v2/']);
  });

  test('pushes and lists follow what the registry says', async () => {
    const { url } = await startRegistry({ prefix: '/below' });
    for (const tag of ['v1', 'v2']) await pushImage(`${url}/below`, 'app', tag, 'same');
    const page = await fetch(`${url}/below/v2/app/tags/list?n=1`);
    expect(await page.json()).toEqual({ name: 'app', tags: ['v1'] });
    const next = /^<(.*)>; rel="next"$/.exec(page.headers.get('link')!)![1]!;
    expect(await (await fetch(new URL(next, url))).json()).toEqual({ name: 'app', tags: ['v2'] });
  });

  test('relative URLs have it too', async () => {
    const { url } = await startRegistry({ prefix: '/below', relativeUrls: true });
    expect(await locationOf(`${url}/below`)).toBe('/below/v2/app/blobs/uploads/');
  });
});

describe('headers of the settings', () => {
  const headers = { 'Access-Control-Allow-Origin': ['http://ui.example'], 'X-Two': ['a', 'b'] };

  test('come with every answer: found, refused, unknown, and not logged in', async () => {
    const auth = basicAuth({ realm: 'r', passwords: passwordsOf({ me: 'pw' }) });
    const open = await startRegistry({ headers });
    const closed = await startRegistry({ headers, auth });
    const blob = contentOf('bytes');
    await pushBlob(open.url, 'app', blob);
    const asked = [
      [`${open.url}/v2/`, 200],
      [`${open.url}/v2/app/blobs/${blob.digest}`, 200],
      [`${open.url}/v2/nobody/tags/list`, 404],
      [`${open.url}/nowhere`, 404],
      [`${closed.url}/v2/`, 401],
    ] as const;
    for (const [url, status] of asked) {
      const response = await fetch(url);
      await response.arrayBuffer();
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
        status,
        'http://ui.example',
      ]);
      expect(response.headers.get('x-two')).toBe('a, b');
    }
  });

  test('do not change what an answer says of itself', async () => {
    const { url } = await startRegistry({
      headers: { 'Content-Type': ['text/plain'], 'X-Content-Type-Options': ['x'] },
    });
    const { headers: answered } = await fetch(`${url}/v2/`);
    expect(answered.get('content-type')).toMatch(/^application\/json/);
    expect(answered.get('x-content-type-options')).toBe('x');
  });

  test('a browser may ask before what it may do, with the login where there is one', async () => {
    const auth = basicAuth({ realm: 'r', passwords: passwordsOf({ me: 'pw' }) });
    const open = await startRegistry({ headers });
    const closed = await startRegistry({ headers, auth });
    const preflight = (url: string) => fetch(`${url}/v2/app/manifests/v1`, { method: 'OPTIONS' });
    const answered = await preflight(open.url);
    expect([answered.status, answered.headers.get('allow')]).toEqual([200, 'GET, HEAD, PUT, DELETE']);
    expect(answered.headers.get('access-control-allow-origin')).toBe('http://ui.example');
    const refused = await preflight(closed.url);
    expect([refused.status, await codesOf(refused)]).toEqual([401, ['UNAUTHORIZED']]);
  });
});
