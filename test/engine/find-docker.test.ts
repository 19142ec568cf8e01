import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask } from '../../src/engine/ask.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import { dockerOrReason, findDocker } from '../../src/engine/find-docker.ts';
import { packageRoot } from '../../src/engine/package-root.ts';
import type { Fault } from '../../src/fault.ts';
import { startPracticeEngine } from '../../src/practice/engine.ts';
import { removeFolder } from '../remove-folder.ts';

let home: string;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(() => (home = mkdtempSync(path.join(os.tmpdir(), 'home-'))));
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
  await removeFolder(home);
});

/** Something that answers like an engine of that name. */
async function engineCalled(server: string): Promise<string> {
  const socket = path.join(home, `${server}.sock`);
  const listener = http.createServer((_request, response) => {
    response.setHeader('Server', server);
    response.end('OK');
  });
  await new Promise<void>((resolve) => listener.listen(socket, resolve));
  closers.push(() => new Promise((resolve) => listener.close(resolve)));
  return `unix://${socket}`;
}

test('DOCKER_HOST names the engine, and nothing else is tried', async () => {
  const host = await engineCalled('Docker');
  const found = await findDocker({ HOME: home, DOCKER_HOST: host });
  expect(found).toMatchObject({ kind: 'docker', host });
  expect(await findDocker({ HOME: home, DOCKER_HOST: 'unix:///nowhere/docker.sock' })).toBeUndefined();
  expect(await findDocker({ HOME: home, DOCKER_HOST: 'ssh://somewhere' })).toBeUndefined();
});

test('the current context names the engine', async () => {
  const host = await engineCalled('Docker');
  const folder = path.join(home, '.docker');
  const meta = path.join(folder, 'contexts', 'meta', createHash('sha256').update('mine').digest('hex'));
  mkdirSync(meta, { recursive: true });
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ currentContext: 'mine' }));
  writeFileSync(path.join(meta, 'meta.json'), JSON.stringify({ Endpoints: { docker: { Host: host } } }));
  expect((await findDocker({ HOME: home }))?.host).toBe(host);
});

test('a practice engine is never taken for a real one, and knows its stand-ins', async () => {
  const socket = path.join(home, 's');
  const practice = await startPracticeEngine({ folder: home, socket });
  closers.push(() => practice.close());
  const host = `unix://${socket}`;
  expect(await findDocker({ HOME: home, DOCKER_HOST: host })).toBeUndefined();
  const engine = connectEngine({ kind: 'practice', host });
  const hub = await engine.registry('docker.io');
  expect(hub).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string, standIn: true });
  expect((await fetch(`${hub.url}/v2/`)).status).toBe(401);
  expect(await engine.registry('localhost:5000')).toEqual({ url: 'http://localhost:5000', standIn: false });
  // Practice asks no network: what it does not play is nowhere, not at its real address.
  expect(await engine.registry('registry.example')).toMatchObject({ standIn: false, missing: true });
});

test('addresses that cannot be are a fault, and silence is an answer', async () => {
  expect(() => connectEngine({ kind: 'docker', host: 'ssh://x' })).toThrow(
    /cannot reach an engine at ssh:\/\/x/,
  );
  expect(await ask('unix:///nowhere.sock', '/_ping')).toBeUndefined();
  expect(path.basename(path.join(packageRoot(), 'package.json'))).toBe('package.json');
});

test('an engine behind TLS is reached with the certificates of its context, or of docker’s variables', async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const listener = https.createServer({ cert, key, ca: cert, requestCert: true }, (request, response) => {
    const known = (request.socket as TLSSocket).authorized;
    response.statusCode = known ? 200 : 403;
    response.end(JSON.stringify({ Version: 'behind TLS' }));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => listener.close(resolve)));
  const host = `tcp://localhost:${(listener.address() as AddressInfo).port}`;
  const folder = path.join(home, 'certificates');
  mkdirSync(folder);
  for (const [name, text] of Object.entries({ ca: cert, cert, key })) {
    writeFileSync(path.join(folder, `${name}.pem`), text);
  }
  const variables = { HOME: home, DOCKER_HOST: host, DOCKER_CERT_PATH: folder };
  const found = await findDocker({ ...variables, DOCKER_TLS_VERIFY: '1' });
  expect(found?.tls).toEqual({ folder, verify: true });
  expect((await found!.api.version()).Version).toBe('behind TLS');
  expect((await findDocker({ ...variables, DOCKER_TLS: '1' }))?.tls).toEqual({ folder, verify: false });
  expect(await findDocker(variables)).toBeUndefined();

  const hash = createHash('sha256').update('far').digest('hex');
  const config = path.join(home, '.docker');
  const put = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(config, file)), { recursive: true });
    writeFileSync(path.join(config, file), text);
  };
  put(`contexts/meta/${hash}/meta.json`, JSON.stringify({ Endpoints: { docker: { Host: host } } }));
  for (const [name, text] of Object.entries({ ca: cert, cert, key })) {
    put(`contexts/tls/${hash}/docker/${name}.pem`, text);
  }
  expect((await findDocker({ HOME: home, DOCKER_CONTEXT: 'far' }))?.host).toBe(host);
  const stranger = await dockerOrReason({ ...variables, DOCKER_CERT_PATH: home, DOCKER_TLS_VERIFY: '1' });
  expect((stranger as Fault).what).toContain('do not trust each other');
});

test.each([
  [{ DOCKER_HOST: 'ssh://me@far/x' }, /over SSH/, /docker\.sock me@far`/],
  [{ DOCKER_HOST: 'npipe:////./pipe/docker' }, /cannot be reached/, /unix:/],
  [
    { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    /no Docker engine answers/,
    /Start Docker, or use `--engine practice`/,
  ],
  [{ DOCKER_CONTEXT: 'lost' }, /the context `lost` names no engine/, /docker context ls/],
])('%j: a sentence that helps', async (env, what, todo) => {
  const reason = (await dockerOrReason({ HOME: home, ...env })) as Fault;
  expect([reason.what, reason.todo, reason.exit]).toEqual([
    expect.stringMatching(what),
    expect.stringMatching(todo),
    3,
  ]);
});

test('a client for a socket heeds no variables of docker', async () => {
  const host = await engineCalled('Docker');
  const before = { ...process.env };
  Object.assign(process.env, { DOCKER_HOST: 'tcp://127.0.0.1:1', DOCKER_CERT_PATH: '/nowhere' });
  try {
    const { api } = connectEngine({ kind: 'practice', host });
    expect(String(await api.ping())).toBe('OK');
  } finally {
    delete process.env.DOCKER_CERT_PATH;
    delete process.env.DOCKER_HOST;
    Object.assign(process.env, before);
  }
});
