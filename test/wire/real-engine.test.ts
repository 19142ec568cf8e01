import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import bcrypt from 'bcryptjs';
import { afterAll, expect, test } from 'vitest';
import { readMap } from '../../src/map/read-map.ts';
import type { RegistryOnMap } from '../../src/map/world-map.ts';
import { readWire } from '../../src/wire/read-wire.ts';
import { freePort } from '../free-port.ts';
import { aloneOnRealEngine, realEngine } from '../real-engine.ts';
import { certificate } from '../registry/certificate.ts';
import { removeFolder } from '../remove-folder.ts';

const engine = await realEngine();
aloneOnRealEngine();
const whyNot = engine ? '' : ' (skipped: WORKSHOP_TEST_DOCKER_HOST names no engine that answers)';
if (whyNot) console.log(`map and wire of a real engine${whyNot}`);

const PATIENCE = 180_000;
// Others may work on the same engine, so everything has a name of its own.
const mine = `seen-${randomBytes(4).toString('hex')}`;
const folder = mkdtempSync(path.join(tmpdir(), 'seen-'));

async function docker(...args: string[]): Promise<string> {
  const env = { ...process.env, DOCKER_HOST: engine!.host, DOCKER_CONFIG: folder };
  return (await promisify(execFile)('docker', args, { env, timeout: PATIENCE })).stdout.trim();
}

afterAll(async () => {
  if (engine) {
    for (const kind of ['container', 'image'] as const) {
      const found = await docker(
        kind,
        'ls',
        ...(kind === 'container' ? ['-a'] : []),
        '--format',
        '{{json .}}',
      );
      const named = found.split('\n').filter((line) => line.includes(mine));
      const ids = named.map((line) => (JSON.parse(line) as { ID: string }).ID);
      if (ids.length > 0)
        await docker(kind, 'rm', '-f', ...(kind === 'container' ? ['-v'] : []), ...new Set(ids));
    }
  }
  await removeFolder(folder);
}, PATIENCE);

/** A registry in a container, and what the map says of it. */
async function registry(name: string, ...options: string[]) {
  const host = `localhost:${await freePort()}`;
  await docker(
    'run',
    '-d',
    '--name',
    `${mine}-${name}`,
    '-p',
    `${host.split(':')[1]}:5000`,
    ...options,
    'registry:2',
  );
  const look = async (): Promise<RegistryOnMap> => {
    const { registries } = await readMap(engine!, { dockerConfig: folder });
    return registries.find((one) => one.name === host)!;
  };
  await expect
    .poll(async () => (await look()).problem ?? '', { timeout: PATIENCE })
    .not.toMatch(/does not answer/);
  return { host, look };
}

async function build(name: string): Promise<void> {
  const context = path.join(folder, 'context');
  mkdirSync(context, { recursive: true });
  writeFileSync(path.join(context, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\nCMD ["/x"]\n');
  await docker('build', '-q', '-t', name, context);
}

test.skipIf(!engine)(
  `a real push is seen on the map, and request by request${whyNot}`,
  { timeout: PATIENCE },
  async () => {
    const { host, look } = await registry('plain');
    expect(await look()).toMatchObject({ container: `${mine}-plain`, contents: { repositories: [] } });
    const line = `docker push ${host}/${mine}:one`;
    await build(`${host}/${mine}:one`);
    const from = new Date().toISOString();
    await docker('push', '-q', `${host}/${mine}:one`);
    const ran = [{ line, from, to: new Date().toISOString() }];

    const { contents, problem } = await look();
    expect(problem).toBeUndefined();
    expect(contents.repositories.map(({ name, tags }) => [name, Object.keys(tags)])).toEqual([
      [mine, ['one']],
    ]);
    const wire = await readWire(engine!, ran, { dockerConfig: folder });
    expect(wire).toMatchObject({ command: line, registries: [host], spared: 0 });
    expect(wire!.up).toBeGreaterThan(0);
    const said = wire!.lines.map(({ says }) => says);
    expect(said.filter((one) => one.startsWith('The bytes of'))).toHaveLength(2);
    expect(said).toContain('Is the config there now? Yes, all of it.');
    expect(said.at(-1)).toContain('`one` points to it from now on');
    // The map asked the catalog and for the tags; that is nothing that the learner did.
    expect(wire!.lines.filter(({ target }) => /catalog|tags/.test(target))).toEqual([]);
  },
);

test.skipIf(!engine)(
  `a real registry behind TLS and a password is read with the login${whyNot}`,
  { timeout: PATIENCE },
  async () => {
    const certs = (await certificate()).folder;
    writeFileSync(path.join(certs, 'htpasswd'), `me:${await bcrypt.hash('pw', 5)}\n`);
    const settings = {
      REGISTRY_HTTP_TLS_CERTIFICATE: '/certs/ca.crt',
      REGISTRY_HTTP_TLS_KEY: '/certs/key.pem',
      REGISTRY_AUTH: 'htpasswd',
      REGISTRY_AUTH_HTPASSWD_REALM: 'workshop',
      REGISTRY_AUTH_HTPASSWD_PATH: '/certs/htpasswd',
    };
    const env = Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const { host, look } = await registry('secure', '-v', `${certs}:/certs:ro`, ...env);
    expect((await look()).problem).toBe(`asks for a login: docker login ${host}`);
    await docker('login', '-u', 'me', '-p', 'pw', host);
    await build(`${host}/${mine}:two`);
    await docker('push', '-q', `${host}/${mine}:two`);
    const { contents, problem } = await look();
    expect(problem).toBeUndefined();
    expect(contents.repositories.map(({ name }) => name)).toEqual([mine]);
  },
);
