import {
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { keyIdOf } from '../../../src/registry/auth/trusted-keys.ts';
import { connectRegistry } from '../../../src/registry/client/client.ts';
import { serveSettings } from '../../../src/registry/serve.ts';
import { settingsFromEnvironment } from '../../../src/registry/settings/read-settings.ts';
import { certificate } from '../certificate.ts';
import { fakeRegistry } from '../client/fake-registry.ts';
import { contentOf } from '../content.ts';
import { findProgram, startDockersRegistry } from '../peers/programs.ts';
import { codesOf, temporaryFolder } from '../start.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function tokenOf(head: object, claims: object, key: KeyObject): string {
  const text = `${part({ typ: 'JWT', alg: 'ES256', ...head })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

/** A registry that trusts the issuer whose certificate it was given, set up as the image of Docker's registry is. */
async function start() {
  const { cert, key, folder } = await certificate();
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'issuer', sub: 'me', aud: 'practice', exp: now + 300, nbf: now, iat: now, jti: 'x' };
  const privateKey = createPrivateKey(key);
  const head = { kid: keyIdOf(new X509Certificate(cert).publicKey) };
  const realm = await fakeRegistry((request, response) => {
    const scopes = new URL(request.url!, 'http://issuer').searchParams.getAll('scope');
    const access = scopes.map((scope) => {
      const [type, name, actions] = scope.split(':');
      return { type, name, actions: actions!.split(',') };
    });
    response.end(JSON.stringify({ token: tokenOf(head, { ...claims, access }, privateKey) }));
  });
  const env = {
    REGISTRY_AUTH: 'token',
    REGISTRY_AUTH_TOKEN_REALM: `${realm}/token`,
    REGISTRY_AUTH_TOKEN_SERVICE: 'practice',
    REGISTRY_AUTH_TOKEN_ISSUER: 'issuer',
    REGISTRY_AUTH_TOKEN_ROOTCERTBUNDLE: `${folder}/ca.crt`,
    REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: await temporaryFolder(),
  };
  const served = await serveSettings(settingsFromEnvironment(env), {
    listen: { host: '127.0.0.1', port: 0 },
  });
  onTestFinished(() => served.close());
  const status = async (token: string, path = '') =>
    (await fetch(`${served.url}/v2/${path}`, { headers: { Authorization: `Bearer ${token}` } })).status;
  return { url: served.url, realm, cert, claims, head, privateKey, status, env };
}

test('a token of an issuer whose certificate was given opens what it names', async () => {
  const { url, realm, cert, claims, head, privateKey, status } = await start();
  const refused = await fetch(`${url}/v2/app/tags/list`);
  expect([refused.status, await codesOf(refused)]).toEqual([401, ['UNAUTHORIZED']]);
  expect(refused.headers.get('www-authenticate')).toBe(
    `Bearer realm="${realm}/token",service="practice",scope="repository:app:pull"`,
  );
  const client = connectRegistry({ url });
  const { bytes, digest } = contentOf('{}');
  const { Readable } = await import('node:stream');
  expect(await client.pushBlob('app', digest, bytes.length, () => Readable.from([bytes]))).toBe('pushed');
  expect(await client.hasBlob('app', digest)).toBe(true);

  const access = [{ type: 'repository', name: 'app', actions: ['pull'] }];
  const x5c = [new X509Certificate(cert).raw.toString('base64')];
  for (const how of [head, { x5c }, { jwk: new X509Certificate(cert).publicKey.export({ format: 'jwk' }) }]) {
    expect(await status(tokenOf(how, { ...claims, aud: ['other', 'practice'], access }, privateKey))).toBe(
      200,
    );
    const narrow = tokenOf(how, { ...claims, access }, privateKey);
    expect(await status(narrow, `app/blobs/${digest}`)).toBe(200);
    expect(await status(narrow, `other/blobs/${digest}`)).toBe(401);
  }
});

test('any other token opens nothing', async () => {
  const { cert, claims, head, privateKey, status } = await start();
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const later = claims.exp + 3600;
  const good = tokenOf(head, claims, privateKey);
  const unsigned = `${part({ alg: 'none', ...head })}.${part(claims)}`;
  const shared = `${part({ alg: 'HS256', ...head })}.${part(claims)}`;
  const tokens = {
    issuer: tokenOf(head, { ...claims, iss: 'somebody' }, privateKey),
    audience: tokenOf(head, { ...claims, aud: 'elsewhere' }, privateKey),
    expired: tokenOf(head, { ...claims, exp: claims.iat - 3600 }, privateKey),
    'without end': tokenOf(head, { ...claims, exp: undefined }, privateKey),
    early: tokenOf(head, { ...claims, nbf: later }, privateKey),
    'no key': tokenOf({}, claims, privateKey),
    'another key': tokenOf(head, claims, stranger.privateKey),
    'a key of its own': tokenOf(
      { jwk: stranger.publicKey.export({ format: 'jwk' }) },
      claims,
      stranger.privateKey,
    ),
    'a strange certificate': tokenOf({ x5c: ['AAAA'] }, claims, privateKey),
    'another algorithm': tokenOf({ ...head, alg: 'RS256' }, claims, privateKey),
    changed: `${good.split('.')[0]}.${part({ ...claims, sub: 'root' })}.${good.split('.')[2]}`,
    unsigned: `${unsigned}.`,
    'signed with what all know': `${shared}.${createHmac('sha256', cert).update(shared).digest('base64url')}`,
    'no token': 'a.b.c',
    // What cannot be written as text or number is neither.
    'an algorithm that is no text': tokenOf({ ...head, alg: { toString: 1 } }, claims, privateKey),
    'an end that is no time': tokenOf(head, { ...claims, exp: { valueOf: 1, toString: 1 } }, privateKey),
    'an end in quotes': tokenOf(head, { ...claims, exp: String(claims.exp) }, privateKey),
    'a beginning that is no time': tokenOf(head, { ...claims, nbf: { toString: 1 } }, privateKey),
  };
  expect(await status(good)).toBe(200);
  for (const [what, token] of Object.entries(tokens))
    expect([what, await status(token)]).toEqual([what, 401]);
});

test('what a token names in other forms than text is nobody, and nothing', async () => {
  const { url, claims, head, privateKey, status } = await start();
  const strange = { toString: 1 };
  const token = (actions: unknown[]) =>
    tokenOf(
      head,
      { ...claims, sub: strange, access: [{ type: 'repository', name: 'app', actions }, strange] },
      privateKey,
    );
  expect(await status(token([strange]), 'app/tags/list')).toBe(401);
  expect(await status(token([['pull']]), 'app/tags/list')).toBe(401);
  expect(await status(token([strange, 'pull']), 'app/tags/list')).toBe(404);
  expect((await fetch(`${url}/v2/`)).status).toBe(401);
});

const program = findProgram('docker-registry');

test.skipIf(!program)('Docker’s registry takes and refuses the same tokens', async () => {
  const { env, head, claims, privateKey, status } = await start();
  const { url } = await startDockersRegistry(program!, await minimalConfig(), env);
  const dockers = async (token: string) =>
    (await fetch(`${url}/v2/`, { headers: { Authorization: `Bearer ${token}` } })).status;
  const good = tokenOf(head, claims, privateKey);
  expect(await dockers(good)).toBe(200);
  const later = { ...claims, nbf: claims.exp + 3600 };
  for (const token of [
    good,
    tokenOf(head, { ...claims, exp: claims.iat - 30 }, privateKey),
    tokenOf(head, { ...claims, exp: claims.iat - 3600 }, privateKey),
    tokenOf(head, later, privateKey),
    tokenOf(head, { ...claims, aud: 'elsewhere' }, privateKey),
    tokenOf({}, claims, privateKey),
  ]) {
    expect(await status(token)).toBe(await dockers(token));
  }
});

async function minimalConfig(): Promise<string> {
  const file = `${await temporaryFolder()}/config.yml`;
  await writeFile(file, 'version: 0.1\nstorage: { filesystem: {} }\n');
  return file;
}

test('what is missing is said at start', async () => {
  const { env } = await start();
  for (const key of ['REALM', 'SERVICE', 'ISSUER', 'ROOTCERTBUNDLE']) {
    const { [`REGISTRY_AUTH_TOKEN_${key}` as keyof typeof env]: _gone, ...rest } = env;
    expect(() => settingsFromEnvironment(rest)).toThrow(`auth.token.${key.toLowerCase()}`);
  }
  const empty = `${await temporaryFolder()}/empty.pem`;
  await writeFile(empty, 'nothing');
  const settings = settingsFromEnvironment({ ...env, REGISTRY_AUTH_TOKEN_ROOTCERTBUNDLE: empty });
  await expect(serveSettings(settings)).rejects.toMatchObject({ where: empty });
});
