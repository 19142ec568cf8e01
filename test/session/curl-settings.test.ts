import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { writeCurlSettings } from '../../src/session/curl-settings.ts';
import { sessionPaths } from '../../src/session/paths.ts';
import { closedPort, serve, temporaryFolder } from '../checks/world.ts';

const PEM = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;

test("curl reads the learner's own settings too, and trusts what it trusted before", async () => {
  const folder = temporaryFolder();
  const paths = sessionPaths(path.join(folder, 'session'));
  const standIns = path.join(paths.engine, 'stand-ins');
  const home = path.join(folder, 'home "x"');
  for (const each of [standIns, home]) mkdirSync(each, { recursive: true });
  const { url } = await serve((request, response) => {
    response.end(request.headers['user-agent']);
  });
  writeFileSync(path.join(standIns, 'ca.pem'), PEM('ours'));
  const { port } = new URL(url);
  writeFileSync(path.join(standIns, 'curl-settings'), `connect-to = "hub.example:80:127.0.0.1:${port}"\n`);
  writeFileSync(path.join(home, 'trusted.pem'), PEM('theirs'));
  const own = `user-agent = "mine"\ncacert = "${path.join(home, 'trusted.pem').replace(/"/g, '\\"')}"\n`;
  writeFileSync(path.join(home, '.curlrc'), own);

  writeCurlSettings(paths, 'practice', { HOME: home, CURL_CA_BUNDLE: '/nonexistent' });
  expect(readFileSync(path.join(home, '.curlrc'), 'utf8')).toBe(own);
  const bundle = readFileSync(path.join(paths.curl, 'ca-bundle.pem'), 'utf8');
  expect(bundle).toContain('ours');
  if (!['/usr/bin/curl', '/bin/curl'].some((file) => existsSync(file))) {
    console.log('no curl on this machine: whether it reads both settings is not tried');
    return;
  }
  const env = { PATH: process.env.PATH, CURL_HOME: paths.curl, HOME: home };
  const ask = async (where: string): Promise<string> =>
    (await promisify(execFile)('curl', ['-s', where], { env, timeout: 90_000 })).stdout;
  expect(await ask('http://hub.example/')).toBe('mine');
  expect(await ask(url)).toBe('mine');
});

test('without settings of their own, the authorities of the system stay trusted', () => {
  const folder = temporaryFolder();
  const paths = sessionPaths(path.join(folder, 'session'));
  const standIns = path.join(paths.engine, 'stand-ins');
  mkdirSync(standIns, { recursive: true });
  writeFileSync(path.join(standIns, 'ca.pem'), PEM('ours'));
  writeFileSync(path.join(standIns, 'curl-settings'), '');
  writeFileSync(path.join(folder, 'mine.pem'), PEM('mine'));
  const bundleWith = (env: Record<string, string>): string => {
    writeCurlSettings(paths, 'practice', { HOME: folder, ...env });
    return readFileSync(path.join(paths.curl, 'ca-bundle.pem'), 'utf8');
  };
  expect(bundleWith({}).match(/BEGIN CERTIFICATE/g)!.length).toBeGreaterThan(20);
  const chosen = bundleWith({ CURL_CA_BUNDLE: path.join(folder, 'mine.pem') });
  expect(chosen.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(chosen).toContain('mine');
});

test.each(['practice', 'docker'] as const)(
  'in %s curl draws no progress where it only sees a pipe, and still says what went wrong',
  async (kind) => {
    const folder = temporaryFolder();
    const paths = sessionPaths(path.join(folder, 'session'));
    writeCurlSettings(paths, kind, { HOME: folder });
    const { url } = await serve((_request, response) => response.end('answer'));
    if (!['/usr/bin/curl', '/bin/curl'].some((file) => existsSync(file))) {
      console.log('no curl on this machine: whether it is quiet is not tried');
      return;
    }
    const env = { PATH: process.env.PATH, CURL_HOME: paths.curl, HOME: folder };
    const curl = (where: string) => promisify(execFile)('curl', [where], { env, timeout: 90_000 });
    expect(await curl(url)).toEqual({ stdout: 'answer', stderr: '' });
    await expect(curl(`http://127.0.0.1:${await closedPort()}/`)).rejects.toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/^curl: \(7\) /) as string,
    });
  },
);
