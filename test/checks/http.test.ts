import { writeFileSync } from 'node:fs';
import https from 'node:https';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { http } from '../../src/checks/http.ts';
import { makeCertificate } from '../../src/registry/certificate.ts';
import { closedPort, serve, temporaryFolder, told, verdict, world } from './world.ts';

const JSON_HEADERS = { 'Content-Type': 'application/json' };

/** A small server with one answer per path. */
async function server() {
  return serve((request, response) => {
    const answer = (status: number, headers: Record<string, string> = {}, body = '') =>
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
    if (request.url === '/v2/') answer(200, { 'Docker-Distribution-Api-Version': 'registry/2.0' }, '{}');
    else if (request.url === '/tags')
      answer(200, JSON_HEADERS, '{"name":"alpine","tags":["latest","21.7"],"n":1}');
    else if (request.url === '/private')
      if (request.headers.authorization === `Basic ${Buffer.from('me:pw').toString('base64')}`) answer(200);
      else
        answer(
          401,
          { 'WWW-Authenticate': 'Basic realm="x"' },
          '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}',
        );
    else if (request.url === '/page') answer(200, {}, '<h1>Hello</h1>');
    else
      answer(404, JSON_HEADERS, '{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known"}]}');
  });
}

test.each<object>([
  { url: '/v2/' },
  { url: '/v2/', method: 'HEAD', headers: { 'docker-distribution-api-version': 'Registry/2' } },
  { url: '/tags', json: { tags: ['latest'] } },
  { url: '/tags', json: { name: 'alpine', n: 1 }, contains: '21.7' },
  { url: '/private', user: 'me:pw' },
  { url: '/private', status: 401 },
  { url: '/none', status: [404, 200] },
])('%o holds', async (spec) => {
  const { url } = await server();
  const full = { ...spec, url: `${url}${(spec as { url: string }).url}` };
  expect(await verdict({ http: full }, world())).toMatchObject({ status: 'passed' });
});

test.each<[object, string]>([
  [
    { url: '/none' },
    'it answers 404: NAME_UNKNOWN, repository name not known | Something listens there, but it has nothing at this path.',
  ],
  [
    { url: '/private' },
    'it answers 401: UNAUTHORIZED, authentication required | Status 401 asks for a login (its header `WWW-Authenticate` says which).',
  ],
  [{ url: '/private', user: 'me:no' }, 'it answers 401'],
  [{ url: '/v2/', headers: { 'X-Cache': 'hit' } }, 'the answer has no header `X-Cache`'],
  [
    { url: '/v2/', headers: { 'Docker-Distribution-Api-Version': '3' } },
    'its header is `Docker-Distribution-Api-Version: registry/2.0`',
  ],
  [
    { url: '/tags', json: { tags: ['21.07'] } },
    'in its JSON, `tags` is `["latest","21.7"]`, without `"21.07"`',
  ],
  [{ url: '/tags', json: { name: 'busybox' } }, 'in its JSON, `name` is `"alpine"`, not `"busybox"`'],
  [{ url: '/tags', json: { repositories: [] } }, 'in its JSON, `repositories` is missing'],
  [{ url: '/page', json: { a: 1 } }, 'the answer is no JSON: `<h1>Hello</h1>`'],
  [{ url: '/page', contains: 'Bye' }, 'the answer does not contain `Bye`; it begins with `<h1>Hello</h1>`'],
  [{ url: '/v2/', absent: true }, 'answers with status 200 | Something still listens there'],
])('%o fails and says why', async (spec, expected) => {
  const { url } = await server();
  const full = { ...spec, url: `${url}${(spec as { url: string }).url}` };
  const found = await verdict({ http: full }, world());
  expect(found.status).toBe('failed');
  expect(told(found)).toContain(expected);
  expect(JSON.stringify(found)).not.toContain('me:no');
});

test('a title says what the answer proves, and help what to try, for who knows nothing of status codes', async () => {
  const { url } = await server();
  const spec = { url: `${url}/none`, title: 'the account is there', help: 'Make it on the web page.' };
  const found = await verdict({ http: spec }, world());
  expect(found).toMatchObject({ status: 'failed', title: 'the account is there' });
  expect(told(found)).toBe(
    'it answers 404: NAME_UNKNOWN, repository name not known | Make it on the web page.',
  );
});

test('where nothing listens the check says so, and that is what `absent` asks for', async () => {
  const url = `http://localhost:${await closedPort()}/v2/`;
  const found = await verdict({ http: { url } }, world());
  expect(found.status).toBe('failed');
  expect(told(found)).toMatch(/^nothing listens at `localhost:\d+` \| A server must run/);
  expect((await verdict({ http: { url, absent: true } }, world())).status).toBe('passed');
});

test('https where plain HTTP is spoken, and a port that hangs up', async () => {
  const { port } = await server();
  expect(told(await verdict({ http: { url: `https://localhost:${port}/v2/` } }, world()))).toContain(
    'does not speak TLS',
  );
  const rude = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void rude.close());
  const { port: dead } = rude.address() as AddressInfo;
  expect(told(await verdict({ http: { url: `http://127.0.0.1:${dead}/` } }, world()))).toContain(
    'hung up without an answer in HTTP',
  );
});

test('an author hears of a check that cannot work', () => {
  const lint = (spec: object) => http.lint!(http.schema.parse(spec)).map(({ message }) => message);
  expect(lint({ url: 'localhost:5000/v2/' })).toEqual(['`localhost:5000/v2/` is no URL']);
  expect(lint({ url: 'http://x/', method: 'HEAD', contains: 'x' })).toEqual([
    'an answer to HEAD has no content',
  ]);
  expect(lint({ url: 'http://x/', json: {} })).toEqual(['`json` says nothing: it could hardly fail']);
  expect(lint({ url: 'http://x/v2/' })).toEqual([]);
});

test.each([
  ['localhost', 'localhost:{port}` shows another certificate than `trusted.crt`'],
  ['example.org', 'localhost:{port}` is made for another name than `localhost`'],
])('a certificate for %s that is not the trusted one is told apart', async (host, expected) => {
  const shown = await makeCertificate([host], 1);
  const trusted = host === 'localhost' ? await makeCertificate([host], 1) : shown;
  const tls = https.createServer({ cert: shown.certificate, key: shown.key }, (_, response) =>
    response.end('{}'),
  );
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    tls.closeAllConnections();
    await new Promise((resolve) => tls.close(resolve));
  });
  const { port } = tls.address() as AddressInfo;
  const workdir = temporaryFolder();
  writeFileSync(path.join(workdir, 'trusted.crt'), trusted.certificate);
  const found = await verdict(
    { http: { url: `https://localhost:${port}/v2/`, ca: 'trusted.crt' } },
    world({ workdir }),
  );
  expect(found.status).toBe('failed');
  expect(told(found)).toContain(expected.replace('{port}', String(port)));
});
