import { readFileSync, readdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { connectRegistry } from '../../../src/registry/client/client.ts';
import { engineAtWork, lines, pull, request } from '../engine-at-work.ts';

const PASSWORD = 'correct horse battery';

const act = (socket: string, action: string, values: object) =>
  request(socket, 'POST', `/workshop/sites/hub/${action}`, values);

async function inboxCode(socket: string): Promise<string> {
  const page = await get(`${await pagesOf(socket)}/inbox`);
  return /\b\d{6}\b/.exec(page.text)![0];
}

async function pagesOf(socket: string): Promise<string> {
  const sites = (await request(socket, 'GET', '/workshop/sites')).json as unknown as { url: string }[];
  return sites[0]!.url;
}

function get(
  url: string,
  options: http.RequestOptions = {},
  body?: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(url, { agent: false, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Pulls busybox, tags and pushes it; the last line of the push. */
async function push(socket: string, name: string, auth: object | undefined): Promise<string> {
  await request(socket, 'POST', `/images/busybox/tag?repo=${name}&tag=1`);
  const header = Buffer.from(JSON.stringify(auth ?? {})).toString('base64url');
  const reply = await request(socket, 'POST', `/images/${name}/push?tag=1`, undefined, {
    'X-Registry-Auth': header,
  });
  return JSON.stringify(lines(reply).at(-1));
}

test('from sign-up to push: an account, its e-mail, a token, a repository, and all of it after a restart', async () => {
  const { socket, folder, engine } = await engineAtWork();
  await pull(socket, 'busybox');
  expect(
    (await act(socket, 'signup', { id: 'anna', email: 'anna', password: PASSWORD })).json.message,
  ).toMatch(/no e-mail address/);
  expect(
    (await act(socket, 'signup', { id: 'anna@x.org', email: 'a@x.org', password: PASSWORD })).text,
  ).toMatch(/not an e-mail address/);
  const made = await act(socket, 'signup', { id: 'anna', email: 'anna@x.org', password: PASSWORD });
  expect(made.status).toBe(200);
  const login = { username: 'anna', password: PASSWORD };
  expect(await push(socket, 'anna/app', login)).toMatch(/denied: requested access/);
  expect((await act(socket, 'token', {})).json.message).toMatch(/not confirmed yet/);
  expect((await act(socket, 'confirm', { code: '000000' })).status).toBe(404);
  expect((await act(socket, 'confirm', { code: await inboxCode(socket) })).status).toBe(200);
  const token = (await act(socket, 'token', { description: 'laptop' })).json.secret as string;
  expect(token).toMatch(/^dckr_pat_/);

  expect((await request(socket, 'POST', '/auth', { ...login, password: 'wrong' })).text).toMatch(
    /incorrect username or password/,
  );
  expect((await request(socket, 'POST', '/auth', { ...login, username: 'anna@x.org' })).status).toBe(401);
  const withToken = { username: 'anna', password: token };
  expect((await request(socket, 'POST', '/auth', withToken)).status).toBe(200);
  expect(await push(socket, 'anna/app', withToken)).toMatch(/sha256:/);
  expect(await push(socket, 'berta/app', withToken)).toMatch(/denied: requested access/);
  expect(await push(socket, 'library/app', withToken)).toMatch(/denied: requested access/);
  expect(await push(socket, 'anna/other', undefined)).toMatch(/denied: requested access/);

  await act(socket, 'visibility', { name: 'app', private: 'true' });
  await engine.close();
  const again = await engineAtWork(folder);
  expect((await pull(again.socket, 'anna/app', '1')).text).toMatch(/pull access denied/);
  const url = (await request(again.socket, 'GET', '/workshop/registries')).json['docker.io'] as string;
  const mine = connectRegistry({ url, credentials: withToken });
  expect(await mine.tags('anna/app')).toEqual(['1']);
  await act(again.socket, 'revoke', { description: 'laptop' });
  expect((await request(again.socket, 'POST', '/auth', withToken)).status).toBe(401);
  expect((await request(again.socket, 'POST', '/auth', login)).status).toBe(200);

  const kept = readdirSync(path.join(folder, 'stand-ins'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(path.join(folder, 'stand-ins', name), 'utf8'))
    .join('\n');
  expect(kept).toContain('anna@x.org');
  expect(kept).not.toContain(PASSWORD);
  expect(kept).not.toContain(token);
});

test('the pages are forms that curl can send too; names are escaped, and pages of others cannot use them', async () => {
  const { socket } = await engineAtWork();
  const hub = await pagesOf(socket);
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const send = (action: string, body: object, headers = {}) =>
    get(
      `${hub}/${action}`,
      { method: 'POST', headers: { ...form, ...headers } },
      String(new URLSearchParams(body as Record<string, string>)),
    );
  const signup = { id: 'anna', email: '<b>@x.org', password: PASSWORD };
  expect(await send('signup', signup, { Origin: 'http://evil.example' })).toMatchObject({ status: 403 });
  expect((await send('signup', { ...signup, password: '' })).text).toContain('Please fill in: Password');
  expect(await send('signup', signup)).toMatchObject({ status: 200 });
  const html = await get(`${hub}/inbox`, { headers: { Accept: 'text/html' } });
  expect(html.text).toContain('&lt;b&gt;@x.org');
  expect(html.text).not.toContain('<b>');
  expect(html.text).toContain('nothing leaves this machine');
  const code = await inboxCode(socket);
  expect((await send('confirm', { code })).status).toBe(200);
  // In a browser one is not signed in: whoever comes says who they are.
  expect((await send('token', { user: 'anna', password: 'guessed' })).text).toMatch(/do not belong together/);
  expect((await send('token', { user: 'anna', password: PASSWORD })).text).toContain('dckr_pat_');
  expect((await get(hub, { headers: { Host: 'rebound.example' } })).status).toBe(421);
  expect((await get(`${hub}/../../etc`)).status).toBe(404);
});

test('pulls are counted in headers, and a search finds what is public', async () => {
  const { socket } = await engineAtWork();
  const url = (await request(socket, 'GET', '/workshop/registries')).json['docker.io'] as string;
  const scope = 'scope=repository:library/alpine:pull';
  const { token } = JSON.parse((await get(`${url}/token?service=registry.docker.io&${scope}`)).text) as {
    token: string;
  };
  const left = async (method: string): Promise<number> => {
    const answer = await fetch(`${url}/v2/library/alpine/manifests/latest`, {
      method,
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/vnd.oci.image.index.v1+json' },
    });
    await answer.arrayBuffer();
    return Number(/^\d+/.exec(answer.headers.get('ratelimit-remaining') ?? '')![0]);
  };
  const before = await left('HEAD');
  expect(await left('GET')).toBe(before - 1);
  expect(await left('HEAD')).toBe(before - 1);
  const elsewhere = await fetch(`${url}/v2/alpine/manifests/latest`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  expect([elsewhere.status, elsewhere.headers.get('ratelimit-remaining')]).toEqual([401, null]);
  const found = (await request(socket, 'GET', '/images/search?term=alp')).json as unknown as {
    name: string;
  }[];
  expect(found.map(({ name }) => name)).toEqual(['alpine']);
});

test('every name has a certificate of the session, and names that nobody plays have none', async () => {
  const { folder } = await engineAtWork();
  const root = path.join(folder, 'stand-ins');
  const ca = readFileSync(path.join(root, 'ca.pem'), 'utf8');
  const settings = readFileSync(path.join(root, 'curl-settings'), 'utf8');
  const port = Number(/registry-1\.docker\.io:443:127\.0\.0\.1:(\d+)/.exec(settings)![1]);
  const greet = (servername: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, ca, servername }, () => {
        resolve(socket.getPeerCertificate().subjectaltname ?? '');
        socket.destroy();
      });
      socket.on('error', (error) => resolve(error.message));
    });
  expect(await greet('registry-1.docker.io')).toBe('DNS:registry-1.docker.io');
  expect(await greet('hub.docker.com')).toBe('DNS:hub.docker.com');
  expect(await greet('example.org')).not.toContain('DNS:');
});
