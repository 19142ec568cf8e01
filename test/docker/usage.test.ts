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

const REAL =
  "Docker's own command has it: use that one with a Docker Engine ('workshop doctor' looks for one).";

test.each([
  [['cp', 'hub:/etc/motd', '.'], 'docker cp', "In practice 'docker exec CONTAINER cat FILE' shows a file, "],
  [['container', 'cp', 'file', 'hub:/'], 'docker container cp', "In practice 'docker exec CONTAINER "],
  [['commit', 'hub', 'app'], 'docker commit', "In practice 'docker build' and 'docker import' make images. "],
  [['top', 'hub'], 'docker top', "In practice 'docker ps' and 'docker inspect' "],
  [['stats', '--no-stream'], 'docker stats', "In practice 'docker system df' "],
  [['stack', 'deploy', '-c', 'x', 'y'], 'docker stack', "In practice 'docker service create' "],
  [['swarm', 'ca'], 'docker swarm ca', "Docker's own command has it"],
  [['help', 'compose'], 'docker compose', "In practice 'docker run' "],
])(
  '%j is a command of Docker that practice does not have: it says what does, and what has it',
  async (argv, name, instead) => {
    const { code, stdout, stderr } = await docker(...argv);
    expect([code, stdout]).toEqual([1, '']);
    const [first, , said] = stderr.split('\n');
    expect(first).toBe(`docker: '${name}' is a command of Docker that the docker of practice does not have`);
    expect(said!.startsWith(instead), said).toBe(true);
    expect(said!.endsWith(REAL), said).toBe(true);
  },
);

test.each([
  ['run', '--gpus', 'all', 'x'],
  ['build', '--secret', 'id=x', '.'],
  ['service', 'create', '--secret', 'x', 'y'],
  ['service', 'update', '--config-add', 'x', 'y'],
  ['network', 'create', '--ip-range', '10.0.0.0/8', 'x'],
  ['image', 'ls', '--tree'],
])('a flag of Docker that practice does not have says so: docker %s %s %s', async (...argv) => {
  const { code, stderr } = await docker(...argv);
  expect(code).toBe(125);
  const flag = argv.find((word) => word.startsWith('--'));
  expect(stderr).toContain(`Docker has ${flag}, but the docker of practice does not. ${REAL}`);
});

test('what no Docker has is unknown, whatever JavaScript calls so', async () => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    expect(await docker(name)).toMatchObject({
      code: 1,
      stderr: `docker: unknown command: docker ${name}\n\nRun 'docker --help' for more information\n`,
    });
  }
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
