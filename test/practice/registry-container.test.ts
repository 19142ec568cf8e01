import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import bcrypt from 'bcryptjs';
import selfsigned from 'selfsigned';
import { expect, test } from 'vitest';
import { connectRegistry } from '../../src/registry/client/client.ts';
import { contentOf, pushImage } from '../registry/content.ts';
import { engineAtWork, pull, temporaryFolder, type EngineAtWork } from './engine-at-work.ts';

interface Wanted {
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly binds?: readonly string[];
  /** A network of its own, in which it has this name. */
  readonly network?: { readonly is: string; readonly name: string };
}

/** What `docker run -d -P registry:2` starts; the address on this machine, and the container. */
async function runRegistry(
  { docker, socket }: EngineAtWork,
  { command, env = {}, binds = [], network }: Wanted,
) {
  await pull(socket, 'registry', '2');
  const container = await docker.createContainer({
    Image: 'registry:2',
    ...(network && { name: network.name }),
    ...(command && { Cmd: [...command] }),
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    HostConfig: { Binds: [...binds], PublishAllPorts: true, ...(network && { NetworkMode: network.is }) },
  });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  const logs = async () => (await container.logs({ stdout: true, stderr: true })).toString('utf8');
  return { container, logs, host: `127.0.0.1:${NetworkSettings.Ports['5000/tcp']?.[0]?.HostPort}` };
}

/** `docker run registry:2 …` to its end: exit code and output. */
async function runToEnd(engine: EngineAtWork, wanted: Wanted): Promise<{ code: number; output: string }> {
  const { container, logs } = await runRegistry(engine, wanted);
  const { StatusCode } = (await container.wait()) as { StatusCode: number };
  return { code: StatusCode, output: await logs() };
}

/** curl's output and exit code; learners type it, so that it is what has to work. */
function curl(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile('curl', ['-sS', '-m', '60', ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

const CONFIG = '/etc/docker/registry/config.yml';

test('garbage-collect frees what nothing needs, beside the registry that serves the same folder', async () => {
  const engine = await engineAtWork();
  const data = temporaryFolder();
  const binds = [`${data}:/var/lib/registry`];
  const env = { REGISTRY_STORAGE_DELETE_ENABLED: 'true' };
  const { host } = await runRegistry(engine, { binds, env });
  const url = `http://${host}`;
  await pushImage(url, 'app', 'latest', 'old');
  await pushImage(url, 'app', 'latest', 'new');
  const has = async (seed: string) =>
    (
      await curl(
        '-o',
        '/dev/null',
        '-w',
        '%{http_code}',
        `${url}/v2/app/blobs/${contentOf(`layer of ${seed}`).digest}`,
      )
    ).output;

  const dry = await runToEnd(engine, { binds, command: ['garbage-collect', '--dry-run', '-m', CONFIG] });
  expect(dry.code, dry.output).toBe(0);
  expect(dry.output).toContain('3 blobs marked, 3 blobs and 1 manifests eligible for deletion');
  expect(await has('old')).toBe('200');
  const command = ['garbage-collect', CONFIG, '-m'];
  expect((await runToEnd(engine, { binds, command })).output).toContain(
    'blob eligible for deletion: sha256:',
  );
  expect([await has('old'), await has('new')]).toEqual(['404', '200']);
  const again = await runToEnd(engine, { binds, command: ['/bin/registry', ...command] });
  expect(again.output).toContain('3 blobs marked, 0 blobs and 0 manifests eligible for deletion');
});

test.each([
  [['garbage-collect'], 'takes the path of one configuration'],
  [['garbage-collect', '/nowhere.yml'], 'open /nowhere.yml: no such file or directory'],
])('%j ends with 1 and says why', async (command, why) => {
  const { code, output } = await runToEnd(await engineAtWork(), { command });
  expect(code).toBe(1);
  expect(output).toContain(why);
});

test('htpasswd over TLS, in a container, as curl sees it', async () => {
  const folder = temporaryFolder();
  const { cert, private: key } = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  } as never);
  for (const name of ['certs', 'auth']) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, 'certs/domain.crt'), cert);
  writeFileSync(path.join(folder, 'certs/domain.key'), key);
  writeFileSync(path.join(folder, 'auth/htpasswd'), `me:${await bcrypt.hash('pw', 5)}\n`);
  const { host } = await runRegistry(await engineAtWork(), {
    // A folder, and a single file.
    binds: [`${folder}/certs:/certs`, `${folder}/auth/htpasswd:/auth/htpasswd:ro`],
    env: {
      REGISTRY_HTTP_TLS_CERTIFICATE: '/certs/domain.crt',
      REGISTRY_HTTP_TLS_KEY: '/certs/domain.key',
      REGISTRY_AUTH: 'htpasswd',
      REGISTRY_AUTH_HTPASSWD_REALM: 'Registry Realm',
      REGISTRY_AUTH_HTPASSWD_PATH: '/auth/htpasswd',
    },
  });
  const ca = ['--cacert', `${folder}/certs/domain.crt`];
  const url = `https://${host}/v2/`;
  expect((await curl(url)).code).toBe(60);
  const refused = await curl(...ca, '-i', url);
  expect(refused.output).toMatch(/^HTTP\/1\.1 401 /);
  expect(refused.output.toLowerCase()).toContain('www-authenticate: basic realm="registry realm"');
  expect((await curl(...ca, '-w', '%{http_code}', '-u', 'me:wrong', url)).output).toMatch(/401$/);
  expect(await curl(...ca, '-w', '%{http_code}', '-u', 'me:pw', url)).toEqual({ code: 0, output: '{}200' });
  const started = await curl(...ca, '-i', '-u', 'me:pw', '-X', 'POST', `${url}app/blobs/uploads/`);
  expect(started.output).toMatch(new RegExp(`location: https://${host}/v2/app/blobs/uploads/`, 'i'));
});

test('a certificate that is not mounted is named in the log', async () => {
  const { code, output } = await runToEnd(await engineAtWork(), {
    env: { REGISTRY_HTTP_TLS_CERTIFICATE: '/certs/domain.crt', REGISTRY_HTTP_TLS_KEY: '/certs/domain.key' },
  });
  expect(code).toBe(1);
  expect(output).toContain('configuration error: /certs/domain.crt: the certificate cannot be read (ENOENT)');
});

test('REGISTRY_PROXY_REMOTEURL makes a cache of another registry', async () => {
  const engine = await engineAtWork();
  await engine.docker.createNetwork({ Name: 'both' });
  const upstream = await runRegistry(engine, { network: { is: 'both', name: 'upstream' } });
  const manifest = await pushImage(`http://${upstream.host}`, 'library/app', 'v1');
  const cache = await runRegistry(engine, {
    env: { REGISTRY_PROXY_REMOTEURL: 'http://upstream:5000' },
    network: { is: 'both', name: 'cache' },
  });
  const url = `http://${cache.host}/v2/library/app`;
  const layer = contentOf('layer of v1');
  expect((await curl(`${url}/manifests/v1`)).output).toBe(manifest.bytes.toString('utf8'));
  expect((await curl(`${url}/blobs/${layer.digest}`)).output).toBe('layer of v1');
  await upstream.container.stop();
  expect((await curl(`${url}/manifests/v1`)).output).toBe(manifest.bytes.toString('utf8'));
  expect((await curl(`${url}/blobs/${layer.digest}`)).output).toBe('layer of v1');
  expect((await curl('-X', 'POST', `${url}/blobs/uploads/`)).output).toContain('UNSUPPORTED');
  expect(await connectRegistry({ url: `http://${cache.host}` }).tags('library/app')).toEqual(['v1']);
});
