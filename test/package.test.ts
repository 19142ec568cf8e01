import { execa } from 'execa';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barePath } from './bare-path.ts';
import { freePort } from './free-port.ts';

const root = path.join(import.meta.dirname, '..');

let scratch: string;
let tarball: string;
let home: string;
let bin: string;

/** An environment with nothing but Node and the system's own tools: no docker, no settings, an empty HOME. */
const bareEnv = () => ({
  HOME: home,
  PATH: bin,
  npm_config_cache: path.join(scratch, 'cache'),
});

const inBare = (file: string, args: string[], cwd: string) =>
  execa(file, args, { cwd, env: bareEnv(), extendEnv: false, reject: false, all: true });

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'packed-'));
  home = path.join(scratch, 'home');
  bin = await barePath(path.join(scratch, 'bin'));
  // The build is the one that all tests use; packing must not replace it under their feet.
  const { stdout } = await execa(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch],
    { cwd: root },
  );
  const packed = JSON.parse(stdout) as { filename: string }[] | Record<string, { filename: string }>;
  tarball = path.join(scratch, Object.values(packed)[0]!.filename);
});

afterAll(() => rm(scratch, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 }));

test('installed into an empty folder, the package brings no other and plays a lab by itself', async () => {
  const folder = path.join(scratch, 'empty');
  const install = await inBare('npm', ['install', '--offline', '--prefix', folder, tarball], scratch);
  expect(install.all).not.toMatch(/ERR/);
  expect(await readdir(path.join(folder, 'node_modules'))).toEqual(
    expect.arrayContaining(['.bin', 'registry-workshop']),
  );
  expect((await readdir(path.join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
    'registry-workshop',
  ]);

  const demo = await inBare(
    path.join(folder, 'node_modules/.bin/workshop'),
    ['demo', 'local-registry', '--var', `port=${await freePort()}`],
    folder,
  );
  expect(demo.all).toContain('practice');
  expect(demo.exitCode, demo.all).toBe(0);
}, 120_000);

test('npx runs the tarball as it lies there', async () => {
  const list = await inBare('npx', ['--yes', '--offline', `./${path.basename(tarball)}`, 'list'], scratch);
  expect(list.stdout, list.all).toContain('local-registry');
  expect(list.exitCode).toBe(0);
}, 120_000);

test('the notices name every bundled package with its license text', async () => {
  const notices = await readFile(path.join(root, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  const sections = notices.split(`${'='.repeat(72)}\n`);
  for (const name of ['ink', 'react', 'dockerode', 'yaml', 'zod', 'marked', 'execa', 'bcryptjs']) {
    const section = sections.find((text) => text.trimStart().startsWith(`${name} `));
    expect(section, `${name} is bundled and has no notice`).toMatch(/permission|redistribution/i);
  }
  expect(sections.filter((text) => text.trim().split('\n').length < 5)).toEqual([]);
});
