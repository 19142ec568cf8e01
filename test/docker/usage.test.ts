import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/docker/table/table.ts';
import { program, runCommand, type Outcome } from './run-docker.ts';
import { removeFolder } from '../remove-folder.ts';

let folder: string;
let host: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'docker-usage-'));
  host = `unix://${folder}/nobody.sock`;
});

afterAll(() => removeFolder(folder));

const docker = (...argv: string[]): Promise<Outcome> =>
  runCommand([program, ...argv], { DOCKER_HOST: host, DOCKER_CONFIG: folder });

describe('without an engine', () => {
  test('commands say where they looked', async () => {
    expect(await docker('ps')).toEqual({
      code: 1,
      stdout: '',
      stderr: `Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?\n`,
    });
  });

  test('version still shows the half of the client, as practice', async () => {
    const { code, stdout } = await docker('version');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Client: registry-workshop practice/);
  });

  test('run ends with 125', async () => {
    expect((await docker('run', 'x')).code).toBe(125);
  });

  test('Node does not take --env-file for itself', async () => {
    const { code, stderr } = await docker('run', '--env-file', '/no/such/file', 'x');
    expect(code).toBe(125);
    expect(stderr).toMatch(/^docker: open \/no\/such\/file: no such file or directory\n/);
  });
});

test.each([
  [['foo'], 1, "docker: unknown command: docker foo\n\nRun 'docker --help' for more information\n"],
  [
    ['image', 'foo'],
    1,
    "docker: unknown command: docker image foo\n\nUsage:  docker image\n\nRun 'docker image --help' for more information\n",
  ],
  [
    ['tag'],
    1,
    "docker: 'docker tag' requires 2 arguments\n\nUsage:  docker tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]\n\nRun 'docker tag --help' for more information\n",
  ],
  [
    ['image', 'remove'],
    1,
    "docker: 'docker image rm' requires at least 1 argument\n\nUsage:  docker image rm [OPTIONS] IMAGE [IMAGE...]\n\nSee 'docker image rm --help' for more information\n",
  ],
  [
    ['version', 'x'],
    1,
    "docker: 'docker version' accepts no arguments\n\nUsage:  docker version [OPTIONS]\n\nRun 'docker version --help' for more information\n",
  ],
  [
    ['images', '--foo'],
    125,
    "unknown flag: --foo\n\nUsage:  docker images [OPTIONS] [REPOSITORY[:TAG]]\n\nRun 'docker images --help' for more information\n",
  ],
  [
    ['--foo'],
    125,
    "unknown flag: --foo\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information\n",
  ],
  [['help', 'foo'], 1, 'unknown help topic: foo\n'],
  [
    ['-H', 'foo://x', 'ps'],
    1,
    'Failed to initialize: unable to resolve docker endpoint: invalid bind address format: foo://x\n',
  ],
])('%j', async (argv, code, stderr) => {
  expect(await docker(...argv)).toEqual({ code, stdout: '', stderr });
});

test('a command or flag of Docker that practice does not have says so, and what has it', async () => {
  const stack = await docker('stack', 'deploy');
  expect(stack.code).toBe(1);
  expect(stack.stderr).toContain('is a command of Docker that the docker of practice does not have');
  expect(stack.stderr).toContain('stacks, secrets');
  const gpus = await docker('run', '--gpus', 'all', 'x');
  expect(gpus.code).toBe(125);
  expect(gpus.stderr).toContain('Docker has --gpus, but the docker of practice does not.');
});

test('every command has a help of its own that names its flags', async () => {
  for (const command of commands.slice(0, 12)) {
    const { code, stdout } = await docker(...command.names[0].split(' '), '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage:  docker ${command.names[0]} ${command.usage}\n`);
    for (const flag of command.flags.filter(({ hidden }) => !hidden))
      expect(stdout).toContain(`--${flag.name}`);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  }
});
