import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import bcrypt from 'bcryptjs';
import selfsigned from 'selfsigned';
import { expect, test } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import { readMap } from '../../src/map/read-map.ts';
import { connectRegistry } from '../../src/registry/client/client.ts';
import { mapLines } from '../../src/ui/map-lines.ts';
import { createPaint } from '../../src/ui/paint.ts';
import { certificate } from '../registry/certificate.ts';
import { contentOf, imageOf } from '../registry/content.ts';
import { engineAtWork, pull, temporaryFolder } from '../practice/engine-at-work.ts';
import { configWith } from '../stored-logins.ts';

const TLS = { REGISTRY_HTTP_TLS_CERTIFICATE: '/certs/ca.crt', REGISTRY_HTTP_TLS_KEY: '/certs/key.pem' };
const LOGIN = {
  REGISTRY_AUTH: 'htpasswd',
  REGISTRY_AUTH_HTPASSWD_REALM: 'workshop',
  REGISTRY_AUTH_HTPASSWD_PATH: '/certs/htpasswd',
};

/** A registry in a container, asked as those of a real engine are: through its own address, and as everybody. */
async function registry(env: Record<string, string>, more: { certs?: string } = {}) {
  const work = await engineAtWork();
  await pull(work.socket, 'registry', '2');
  const certs = more.certs ?? (await certificate()).folder;
  writeFileSync(path.join(certs, 'htpasswd'), `me:${await bcrypt.hash('pw', 5)}\n`);
  const container = await work.docker.createContainer({
    Image: 'registry:2',
    name: 'secure',
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    HostConfig: { PublishAllPorts: true, Binds: [`${certs}:/certs:ro`] },
  });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  const name = `localhost:${NetworkSettings.Ports['5000/tcp']?.[0]?.HostPort}`;
  const engine = connectEngine({ kind: 'docker', host: work.host });
  return {
    name,
    certs,
    look: async (logins: Record<string, string> = {}) => {
      const map = await readMap(engine, { dockerConfig: configWith(logins) });
      const lines = mapLines(map, {
        columns: 100,
        paint: createPaint({ unicode: true, colored: false, attributes: false }),
      });
      return { registry: map.registries[0]!, text: lines.join('\n') };
    },
  };
}

test('a registry over TLS is read with the certificate that its container has', async () => {
  const { look } = await registry(TLS);
  const { registry: seen, text } = await look();
  expect(seen.problem).toBeUndefined();
  expect(text).toContain('empty');
});

test('what a registry behind TLS and a password holds is read with the login of the session', async () => {
  const { look, name, certs } = await registry({ ...TLS, ...LOGIN });
  const asked = await look();
  expect(asked.registry.problem).toBe(`asks for a login: docker login ${name}`);
  expect(asked.text).toContain(asked.registry.problem);
  expect(asked.text).not.toContain('not readable');
  expect((await look({ [name]: 'me:wrong' })).registry.problem).toBe('refuses the login that is stored here');

  await pushTo(name, readFileSync(path.join(certs, 'ca.crt'), 'utf8'));
  const { registry: seen, text } = await look({ [name]: 'me:pw' });
  expect(seen.problem).toBeUndefined();
  expect(text).toMatch(/Registry localhost:\d+ .*\n {2}app\n.*v1$/m);
});

test('a password without TLS is asked for, too', async () => {
  const { look, name } = await registry(LOGIN);
  expect((await look()).text).toContain(`asks for a login: docker login ${name}`);
  expect((await look({ [name]: 'me:pw' })).registry.problem).toBeUndefined();
});

test('nothing else is trusted: not another certificate, nor one for another name', async () => {
  const { look, certs } = await registry(TLS);
  // The registry goes on with the certificate that it began with.
  writeFileSync(path.join(certs, 'ca.crt'), (await certificate()).cert);
  expect((await look({})).registry.problem).toBe('shows another certificate than the one that it was given');
  const elsewhere = await registry(TLS, { certs: await certificateFor('registry.example') });
  expect((await elsewhere.look()).registry.problem).toBe('has a certificate for other names than localhost');
});

test('a certificate that an authority signed is trusted as it is, for the registry shows that very one', async () => {
  const authority = await selfsigned.generate([{ name: 'commonName', value: 'An authority' }], {
    keyType: 'ec',
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  } as never);
  const { look } = await registry(TLS, { certs: await certificateFor('localhost', authority) });
  expect((await look()).registry.problem).toBeUndefined();
});

test('a certificate that is not in sight from here is named as the reason', async () => {
  const { look, certs } = await registry(TLS);
  rmSync(path.join(certs, 'ca.crt'));
  expect((await look()).text).toContain(
    'not readable: its certificate /certs/ca.crt is not in sight from here',
  );
});

/** One image, `app:v1`. */
async function pushTo(name: string, ca: string): Promise<void> {
  const client = connectRegistry({
    url: `https://${name}`,
    ca,
    credentials: { username: 'me', password: 'pw' },
  });
  const [config, layer] = [contentOf('{}'), contentOf('a layer')];
  for (const { bytes, digest } of [config, layer])
    await client.pushBlob('app', digest, bytes.length, () => Readable.from([bytes]));
  await client.putManifest('app', 'v1', MEDIA_TYPES.ociManifest, imageOf(config, [layer]).bytes);
}

async function certificateFor(host: string, ca?: { cert: string; private: string }): Promise<string> {
  const { cert, private: key } = await selfsigned.generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
    algorithm: 'sha256',
    ...(ca && { ca: { cert: ca.cert, key: ca.private } }),
  } as never);
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'ca.crt'), cert);
  writeFileSync(path.join(folder, 'key.pem'), key);
  return folder;
}
