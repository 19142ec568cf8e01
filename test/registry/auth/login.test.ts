import bcrypt from 'bcryptjs';
import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { basicAuth, htpasswdAuth } from '../../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../../src/registry/auth/passwords.ts';
import { memberRights, namespaceRights } from '../../../src/registry/auth/rights.ts';
import { tokenAuth } from '../../../src/registry/auth/token-auth.ts';
import { TokenSigner } from '../../../src/registry/auth/token.ts';
import { parseChallenges } from '../../../src/registry/client/challenge.ts';
import { contentOf } from '../content.ts';
import { codesOf, startRegistry, temporaryFolder } from '../start.ts';

const basic = (user: string, password: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

describe('htpasswd', () => {
  async function start() {
    const file = `${await temporaryFolder()}/htpasswd`;
    await writeFile(file, `# users\nme:${await bcrypt.hash('s3cret:colon', 4)}\nold:$apr1$abc$def\n`);
    return { file, ...(await startRegistry({ auth: htpasswdAuth(file, 'Practice') })) };
  }

  test('without a login: 401 with the realm, and the version of the API', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/v2/`);
    expect([response.status, await codesOf(response)]).toEqual([401, ['UNAUTHORIZED']]);
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="Practice"');
    expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  });

  test('with the right one: everything; with a wrong one: nothing', async () => {
    const { url, events } = await start();
    for (const path of ['', '_catalog']) {
      const response = await fetch(`${url}/v2/${path}`, { headers: basic('me', 's3cret:colon') });
      expect(response.status).toBe(200);
    }
    expect(events.at(-1)).toMatchObject({ user: 'me' });
    for (const headers of [basic('me', 'wrong'), basic('nobody', 's3cret:colon'), basic('old', 'x')]) {
      expect((await fetch(`${url}/v2/`, { headers })).status).toBe(401);
    }
    for (const Authorization of ['Basic', 'Basic ///', 'Bearer x', `Basic ${btoa('no colon')}`]) {
      expect((await fetch(`${url}/v2/`, { headers: { Authorization } })).status).toBe(401);
    }
  });

  test('the file is read again when it changes', async () => {
    const { url, file } = await start();
    expect((await fetch(`${url}/v2/`, { headers: basic('me', 's3cret:colon') })).status).toBe(200);
    await writeFile(file, `you:${await bcrypt.hash('other', 4)}\n`);
    expect((await fetch(`${url}/v2/`, { headers: basic('you', 'other') })).status).toBe(200);
    expect((await fetch(`${url}/v2/`, { headers: basic('me', 's3cret:colon') })).status).toBe(401);
  });
});

test('failed logins are slow to repeat, and do not slow others', async () => {
  const auth = basicAuth({ realm: 'r', passwords: passwordsOf({ me: 'right', you: 'fine' }) });
  const { url } = await startRegistry({ auth });
  const attempt = async (user: string, password: string) => {
    const began = performance.now();
    const { status } = await fetch(`${url}/v2/`, { headers: basic(user, password) });
    return { status, ms: performance.now() - began };
  };
  for (let i = 0; i < 4; i += 1) await attempt('me', 'wrong');
  const fifth = await attempt('me', 'wrong');
  expect(fifth.status).toBe(401);
  expect(fifth.ms).toBeGreaterThan(900);
  expect(await attempt('you', 'fine')).toMatchObject({ status: 200 });
  expect((await attempt('me', 'right')).status).toBe(200);
  // Who is in begins anew; the sixth failure in a row would have waited for two seconds.
  expect((await attempt('me', 'wrong')).ms).toBeLessThan(1900);
});

describe('tokens, as on Docker Hub', () => {
  const start = (lifetimeSeconds = 300) =>
    startRegistry({
      auth: tokenAuth({
        service: 'registry.docker.io',
        passwords: passwordsOf({ me: 'pw' }),
        rights: namespaceRights,
        lifetimeSeconds,
      }),
    });

  async function token(url: string, scopes: string[], headers: Record<string, string> = {}): Promise<string> {
    const query = new URLSearchParams(scopes.map((scope): [string, string] => ['scope', scope]));
    const response = await fetch(`${url}/token?${query.toString()}`, { headers });
    expect(response.status).toBe(200);
    const body = (await response.json()) as { token: string; access_token: string; expires_in: number };
    expect(body.access_token).toBe(body.token);
    return body.token;
  }

  const bearer = (text: string) => ({ Authorization: `Bearer ${text}` });

  test('the challenge names realm, service and scope', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/v2/me/app/blobs/uploads/`, { method: 'POST' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer realm="${url}/token",service="registry.docker.io",scope="repository:me/app:pull,push"`,
    );
  });

  test('the challenge can be read also where the service has quotes in its name', async () => {
    const service = 'the "best" registry \\ of all';
    const auth = tokenAuth({ service, passwords: passwordsOf({ me: 'pw' }), rights: memberRights });
    const { url } = await startRegistry({ auth });
    const refused = await fetch(`${url}/v2/`);
    const [challenge] = parseChallenges(refused.headers.get('www-authenticate') ?? '');
    expect(challenge?.parameters).toEqual({ realm: `${url}/token`, service });
  });

  test('of a mount it names the source too, and a token for both mounts', async () => {
    const { url } = await start();
    const blob = contentOf('to be mounted');
    const pushed = bearer(await token(url, ['repository:me/base:pull,push'], basic('me', 'pw')));
    const uploads = `${url}/v2/me/base/blobs/uploads/?digest=${blob.digest}`;
    await fetch(uploads, { method: 'POST', headers: pushed, body: new Uint8Array(blob.bytes) });
    const mount = `${url}/v2/me/app/blobs/uploads/?mount=${blob.digest}&from=me/base`;
    const refused = await fetch(mount, { method: 'POST' });
    const scope = /scope="([^"]*)"/.exec(refused.headers.get('www-authenticate') ?? '')?.[1] ?? '';
    expect(scope).toBe('repository:me/app:pull,push repository:me/base:pull');
    const both = bearer(await token(url, [scope], basic('me', 'pw')));
    expect((await fetch(mount, { method: 'POST', headers: both })).status).toBe(201);
    // What is no name is no scope either.
    const wrong = await fetch(mount.replace('me/base', 'me"base'), { method: 'POST' });
    expect(wrong.headers.get('www-authenticate')).toContain('scope="repository:me/app:pull,push"');
  });

  test('nobody in particular pulls, and cannot push', async () => {
    const { url } = await start();
    const anonymous = bearer(await token(url, ['repository:library/alpine:pull,push']));
    expect((await fetch(`${url}/v2/library/alpine/manifests/latest`, { headers: anonymous })).status).toBe(
      404,
    );
    const push = await fetch(`${url}/v2/library/alpine/blobs/uploads/`, {
      method: 'POST',
      headers: anonymous,
    });
    expect(push.status).toBe(401);
    expect(push.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  test('who is logged in pushes below their own name only', async () => {
    const { url, events } = await start();
    const scopes = ['repository:me/app:pull,push', 'repository:you/app:pull,push'];
    const mine = bearer(await token(url, scopes, basic('me', 'pw')));
    const start1 = await fetch(`${url}/v2/me/app/blobs/uploads/`, { method: 'POST', headers: mine });
    expect(start1.status).toBe(202);
    expect(events.at(-1)).toMatchObject({ user: 'me', repository: 'me/app' });
    const start2 = await fetch(`${url}/v2/you/app/blobs/uploads/`, { method: 'POST', headers: mine });
    expect(start2.status).toBe(401);
  });

  test('a form works too, and a refresh token buys tokens but opens nothing', async () => {
    const { url } = await start();
    const post = (form: Record<string, string>) =>
      fetch(`${url}/token`, {
        method: 'POST',
        body: new URLSearchParams({ service: 'registry.docker.io', ...form }),
      });
    const scope = 'repository:me/app:pull,push';
    const first = await post({
      grant_type: 'password',
      username: 'me',
      password: 'pw',
      access_type: 'offline',
      scope,
    });
    const { refresh_token: refresh } = (await first.json()) as { refresh_token: string };
    const second = await post({ grant_type: 'refresh_token', refresh_token: refresh, scope });
    const { access_token: access } = (await second.json()) as { access_token: string };
    const push = (text: string) =>
      fetch(`${url}/v2/me/app/blobs/uploads/`, { method: 'POST', headers: bearer(text) });
    expect((await push(access)).status).toBe(202);
    expect((await push(refresh)).status).toBe(401);
    const wrong = await post({ grant_type: 'password', username: 'me', password: 'no' });
    expect([wrong.status, await codesOf(wrong)]).toEqual([401, ['UNAUTHORIZED']]);
  });

  test('a wrong password gets no token, not even that of nobody', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/token?scope=repository:a/b:pull`, { headers: basic('me', 'no') });
    expect(response.status).toBe(401);
  });

  test('tokens that expired, were changed, or come from elsewhere open nothing', async () => {
    const { url } = await start(-1);
    const other = await start();
    const expired = await token(url, ['repository:a/b:pull']);
    const foreign = await token(other.url, ['repository:a/b:pull']);
    const [head, body, signature] = foreign.split('.') as [string, string, string];
    for (const text of [
      expired,
      foreign,
      `${head}.${body}`,
      `${head}.${body}x.${signature}`,
      'x.y.z',
      '..',
    ]) {
      const response = await fetch(`${url}/v2/a/b/tags/list`, { headers: bearer(text) });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  test('a mount needs the right to read where it comes from', async () => {
    const auth = tokenAuth({ service: 's', passwords: passwordsOf({ me: 'pw' }), rights: memberRights });
    const { url, registry } = await startRegistry({ auth });
    const digest = { algorithm: 'sha256', hex: 'a'.repeat(64), text: `sha256:${'a'.repeat(64)}` } as const;
    await registry.store.blobs.write(digest, Buffer.from('x'));
    await registry.store.layers.add('from', digest);
    const mount = async (scopes: string[], from: string) => {
      const headers = bearer(await token(url, scopes, basic('me', 'pw')));
      const uploads = `${url}/v2/to/blobs/uploads/?mount=${digest.text}${from}`;
      return (await fetch(uploads, { method: 'POST', headers })).status;
    };
    const push = 'repository:to:pull,push';
    // One that names no source is looked for only where this token may read.
    for (const from of ['&from=from', '']) {
      expect(await mount([push], from)).toBe(202);
      expect(await mount([push, 'repository:from:push'], from)).toBe(202);
      expect(await mount([push, 'repository:other:pull'], from)).toBe(202);
      expect(await registry.store.layers.size('to', digest)).toBeUndefined();
      expect(await mount([push, 'repository:from:pull'], from)).toBe(201);
      expect(await registry.store.layers.remove('to', digest)).toBe(true);
    }
  });
});

describe('a token of our own', () => {
  const claims = { sub: 'me', aud: 'here', iat: 0, exp: Date.now() / 1000 + 300, access: [] };

  test('opens only the service that it is for, and only as what it is', () => {
    const signer = new TokenSigner();
    for (const use of ['access', 'refresh'] as const) {
      const text = signer.sign({ ...claims, use });
      expect(signer.read(text, 'here', use)).toMatchObject({ sub: 'me', use });
      expect(signer.read(text, 'elsewhere', use)).toBeUndefined();
      expect(signer.read(text, '', use)).toBeUndefined();
      expect(signer.read(text, 'here', use === 'access' ? 'refresh' : 'access')).toBeUndefined();
    }
  });

  test('opens nothing once its time is over', () => {
    const signer = new TokenSigner();
    const text = signer.sign({ ...claims, exp: Date.now() / 1000 - 1, use: 'access' });
    expect(signer.read(text, 'here', 'access')).toBeUndefined();
  });
});
