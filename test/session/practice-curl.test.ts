import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeCurlSettings } from '../../src/session/curl-settings.ts';
import { sessionPaths } from '../../src/session/paths.ts';
import { practiceCurl } from '../../src/session/practice-curl.ts';
import { engineAtWork, temporaryFolder } from '../practice/engine-at-work.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A session's `curl`, and what is behind it on PATH. */
function curlOf(socket: string, engine: string, behind: string): (...args: string[]) => Promise<Run> {
  const paths = { ...sessionPaths(temporaryFolder()), engine };
  mkdirSync(paths.bin);
  writeCurlSettings(paths, 'practice', { HOME: paths.folder });
  const file = path.join(paths.bin, 'curl');
  writeFileSync(file, practiceCurl({ bin: paths.bin, socket }), { mode: 0o700 });
  const env = { PATH: `${paths.bin}:${behind}`, CURL_HOME: paths.curl, HOME: paths.folder };
  return (...args) =>
    new Promise((resolve) => {
      execFile(file, args, { env, timeout: 60_000 }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out, err }),
      );
    });
}

const curlIsThere = (): Promise<boolean> =>
  new Promise((resolve) => {
    execFile('curl', ['--version'], { timeout: 60_000 }, (error) => resolve(error === null));
  });

test('curl reaches hosted registries that nothing in practice asked for before, and no others', async ({
  skip,
}) => {
  if (!(await curlIsThere())) return skip('no curl on this machine');
  const { socket, folder } = await engineAtWork();
  const curl = curlOf(socket, folder, process.env.PATH ?? '');
  for (const host of [
    '444455556666.dkr.ecr.us-west-2.amazonaws.com',
    'europe-west3-docker.pkg.dev',
    'acme.jfrog.io',
  ]) {
    const { out } = await curl('-s', '-i', `https://${host}/v2/`);
    expect(out, host).toContain('401 Unauthorized');
    expect(out, host).toContain('Docker-Distribution-Api-Version: registry/2.0');
  }
  const plain = await curl(
    '-s',
    '-L',
    '-o',
    '/dev/null',
    '-w',
    '%{http_code} %{url_effective}',
    'acme.jfrog.io/v2/',
  );
  expect(plain.out).toBe('401 https://acme.jfrog.io/v2/');
  for (const host of ['nobody.azurecr.io', 'gcr.io', 'eu.gcr.io'])
    expect(await curl('-s', '-o', 'x', `https://me:secret@${host}:443/v2/?n=1`), host).toMatchObject({
      code: 6,
      err: expect.stringContaining(`Could not resolve host: ${host}\n`) as string,
    });
});

test('everything else is handed on as it was typed', async () => {
  const { socket, folder } = await engineAtWork();
  const behind = temporaryFolder();
  const own = `#!/bin/sh\nfor word in "$@"; do printf '<%s>' "$word"; done\nexit 42\n`;
  writeFileSync(path.join(behind, 'curl'), own, { mode: 0o700 });
  const curl = curlOf(socket, folder, behind);
  const args = ['-d', 'service=nobody.azurecr.io', 'a b', '*', '', 'http://localhost:5000/nobody.azurecr.io'];
  expect(await curl(...args)).toMatchObject({
    code: 42,
    out: args.map((word) => `<${word}>`).join(''),
    err: '',
  });
});

test('without an engine, a name of practice is an error and not a question to the network', async () => {
  const folder = temporaryFolder();
  const behind = temporaryFolder();
  writeFileSync(path.join(behind, 'curl'), '#!/bin/sh\nexit 7\n', { mode: 0o700 });
  const curl = curlOf(path.join(folder, 'nobody'), folder, behind);
  expect(await curl('https://acme.azurecr.io/v2/')).toMatchObject({
    code: 7,
    err: expect.stringContaining('the practice engine does not answer') as string,
  });
  const none = curlOf(path.join(folder, 'nobody'), folder, '/nonexistent');
  expect(await none('https://localhost/')).toMatchObject({ code: 127 });
});
