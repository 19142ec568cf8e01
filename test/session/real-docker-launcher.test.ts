import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { realDockerLauncher } from '../../src/session/real-docker-launcher.ts';

let folder: string;
let launcher: string;
const calls = () => path.join(folder, 'shell/docker-calls');

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'launcher-'));
  for (const name of ['bin', 'real', 'shell', 'with docker']) mkdirSync(path.join(folder, name));
  launcher = path.join(folder, 'bin/docker');
  const text = realDockerLauncher({ bin: path.join(folder, 'bin'), id: 'lab-1', calls: calls() });
  writeFileSync(launcher, text, { mode: 0o700 });
  const docker = `#!/bin/sh\nfor word in "$@"; do printf '<%s>' "$word"; done\ncat\nexit 42\n`;
  writeFileSync(path.join(folder, 'real/docker'), docker, { mode: 0o700 });
});
beforeEach(() => rmSync(calls(), { force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[], found = `${path.join(folder, 'real')}:`) =>
  spawnSync(launcher, args, {
    input: 'input',
    encoding: 'utf8',
    env: { PATH: `${path.join(folder, 'bin')}:${path.join(folder, 'with docker')}:${found}/usr/bin:/bin` },
  });

const label = ['--label', 'registry-workshop.session=lab-1'];

test.each([
  [['run', '-d', '--name', 'a b', 'registry:2'], 1],
  [['container', 'create', '*', ''], 2],
  [['-H', 'run', '--debug', 'volume', 'create', 'x'], 5],
  [['--log-level=debug', 'network', 'create', 'n'], 3],
])('%j gets the label after its command', (args, at) => {
  const { stdout, status } = run(args);
  const labeled = [...args.slice(0, at), ...label, ...args.slice(at)];
  expect([stdout, status]).toEqual([`${labeled.map((word) => `<${word}>`).join('')}input`, 42]);
});

test('a service and its containers get it', () => {
  expect(run(['service', 'create', 'web']).stdout).toBe(
    `<service><create><--label><${label[1]}><--container-label><${label[1]}><web>input`,
  );
});

test.each([
  [[]],
  [['ps', '-a']],
  [['__complete', 'run', '']],
  [['exec', 'run', 'create']],
  [['stop', 'create']],
  [['--version']],
  [['volume', 'ls']],
  [['login', '-u', 'me', '--password-stdin']],
])('%j is passed on as it is, and noted nowhere', (args: string[]) => {
  const { stdout, status } = run(args);
  expect([stdout, status]).toEqual([`${args.map((word) => `<${word}>`).join('')}input`, 42]);
  expect(() => readFileSync(calls())).toThrow();
});

test('names of images are noted, and nothing that may be a secret', () => {
  run(['tag', 'alpine', 'localhost:5000/alpine:1']);
  run(['image', 'pull', '-q', 'alpine']);
  run(['build', '--build-arg', 'TOKEN=hunter2', '-t', 'a:1', '--tag=b', '.']);
  run(['commit', '-m', 'my hunter2', '-c', 'ENV P=hunter2', 'c', 'd:1']);
  run(['import', 'https://me:hunter2@there/x.tar', 'e']);
  expect(readFileSync(calls(), 'utf8').split('\n')).toEqual([
    'tag\ttag\talpine\tlocalhost:5000/alpine:1\t',
    'pull\timage\tpull\talpine\t',
    'build\ta:1\tb\t',
    'commit\tcommit\tc\td:1\t',
    'import\timport\te\t',
    '',
  ]);
});

test('the images that a Dockerfile stands on are noted, with its arguments put in', () => {
  const context = path.join(folder, 'context');
  mkdirSync(path.join(context, 'deep'), { recursive: true });
  writeFileSync(
    path.join(context, 'Dockerfile'),
    [
      'ARG TAG=3.20',
      'ARG BASE="me/base"',
      '# FROM nothing',
      'FROM --platform=$BUILDPLATFORM alpine:${TAG} AS files',
      'from files as more\r',
      'RUN --mount=type=bind,from=tools:1,target=/x echo from=nobody',
      'FROM $BASE:${OTHER:-9}',
      'COPY --from=files /a /b',
      'COPY --chown=1 --from=127.0.0.1:5000/x@sha256:00 /a /c',
      'COPY --from=0 /a /d',
      'FROM scratch',
      'FROM not;a;name',
    ].join('\n'),
  );
  writeFileSync(path.join(context, 'deep/two'), 'FROM busybox\n');
  const told = (...args: string[]) => {
    rmSync(calls(), { force: true });
    run(['build', ...args]);
    const lines = readFileSync(calls(), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('from'));
    return lines.map((line) => line.split('\t')[1]);
  };
  const rest = ['tools:1', 'me/base:9', '127.0.0.1:5000/x@sha256:00'];
  expect(told('-t', 'a', context)).toEqual(['alpine:3.20', ...rest]);
  expect(told('--build-arg', 'TAG=edge', context, '--build-arg=TOKEN=hunter2')).toEqual([
    'alpine:edge',
    ...rest,
  ]);
  expect(told('-f', path.join(context, 'deep/two'), context)).toEqual(['busybox']);
  expect(told('-')).toEqual([]);
  expect(readFileSync(calls(), 'utf8')).not.toContain('hunter2');
});

test('without a docker command there is a sentence', () => {
  const { status, stderr } = run(['ps'], '');
  // The machine of the test may have one itself.
  if (status !== 127) return expect(stderr).not.toContain('not found');
  expect(stderr).toContain('Install it, or walk this lab with "--engine practice"');
});
