import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import { prepareDockerConfig } from '../../src/session/launchers.ts';
import { createFolders, sessionPaths } from '../../src/session/paths.ts';

let home: string;
beforeEach(() => (home = mkdtempSync(path.join(os.tmpdir(), 'config-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

function prepare(own: object): Record<string, unknown> {
  mkdirSync(path.join(home, '.docker/cli-plugins'), { recursive: true });
  mkdirSync(path.join(home, '.docker/contexts'));
  const text = JSON.stringify(own);
  writeFileSync(path.join(home, '.docker/config.json'), text);
  const paths = sessionPaths(path.join(home, 'session'));
  createFolders(paths);
  const engine = connectEngine({ kind: 'docker', host: 'unix:///nowhere.sock' });
  prepareDockerConfig(paths, engine, { HOME: home });
  prepareDockerConfig(paths, engine, { HOME: home });
  expect(readdirSync(paths.docker).sort()).toEqual(['cli-plugins', 'config.json']);
  expect(readlinkSync(path.join(paths.docker, 'cli-plugins'))).toBe(path.join(home, '.docker/cli-plugins'));
  expect(readFileSync(path.join(home, '.docker/config.json'), 'utf8')).toBe(text);
  return JSON.parse(readFileSync(path.join(paths.docker, 'config.json'), 'utf8')) as Record<string, unknown>;
}

const none = { auths: {}, credHelpers: { 'registry-workshop.invalid': '' } };

test('no login, keychain or header of the learner comes into a session on a real engine', () => {
  const config = prepare({
    auths: { 'https://index.docker.io/v1/': { auth: 'bWU6c2VjcmV0' } },
    credsStore: 'desktop',
    credHelpers: { 'ghcr.io': 'secretservice' },
    HttpHeaders: { Authorization: 'Bearer secret' },
    currentContext: 'far',
    proxies: { default: { httpProxy: 'http://me:secret@proxy:3128' } },
  });
  expect(config).toEqual(none);
});

test('what docker needs to work here does', () => {
  const settings = {
    cliPluginsExtraDirs: ['/opt/homebrew/lib/docker/cli-plugins'],
    features: { buildkit: 'true' },
    proxies: { default: { httpProxy: 'http://proxy:3128' } },
  };
  expect(prepare({ ...settings, auths: {} })).toEqual({ ...none, ...settings });
});
