import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPractice, type Practice } from './run-docker.ts';

let practice: Practice;
let registry: string;

beforeAll(async () => {
  practice = await startPractice();
});

afterAll(() => practice.close());

const docker = (...argv: string[]) => practice.docker(...argv);

test('an engine without images shows the headings', async () => {
  expect(await docker('images')).toEqual({
    code: 0,
    stdout: 'REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n',
    stderr: '',
  });
});

test('pull prints a line for every change, and the whole name at the end', async () => {
  const { code, stdout, stderr } = await docker('pull', 'alpine');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^Using default tag: latest\nlatest: Pulling from library\/alpine\n[\da-f]{12}: Pulling fs layer\n/,
  );
  expect(stdout).toMatch(
    /\nDigest: sha256:[\da-f]{64}\nStatus: Downloaded newer image for alpine:latest\ndocker.io\/library\/alpine:latest\n$/,
  );
  expect((await docker('pull', '-q', 'alpine')).stdout).toBe('docker.io/library/alpine:latest\n');
});

test('run of a missing image pulls it on stderr, and prints the id', async () => {
  const { code, stdout, stderr } = await docker(
    'run',
    '-dp',
    '127.0.0.1::5000',
    '--name',
    'registry',
    'registry:2',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^[\da-f]{64}\n$/);
  expect(stderr).toMatch(/^Unable to find image 'registry:2' locally\n2: Pulling from library\/registry\n/);
  expect(stderr).toContain('Status: Downloaded newer image for registry:2\n');
  registry = `localhost:${(await docker('port', 'registry', '5000')).stdout.trim().split(':')[1]}`;
});

test('tag, push, remove and pull go through that registry', async () => {
  expect(await docker('tag', 'alpine', `${registry}/alpine`)).toEqual({ code: 0, stdout: '', stderr: '' });
  const pushed = await docker('push', `${registry}/alpine`);
  expect(pushed.code).toBe(0);
  expect(pushed.stdout).toMatch(
    new RegExp(
      `^Using default tag: latest\nThe push refers to repository \\[${registry}/alpine\\]\n` +
        '[\\da-f]{12}: Preparing\n[\\da-f]{12}: Pushed\nlatest: digest: sha256:[\\da-f]{64} size: \\d+\n$',
    ),
  );
  expect((await docker('rmi', `${registry}/alpine`)).stdout).toMatch(
    new RegExp(`^Untagged: ${registry}/alpine:latest\n`),
  );
  expect((await docker('pull', `${registry}/alpine`)).stdout).toMatch(
    new RegExp(`Status: Downloaded newer image for ${registry}/alpine:latest\n${registry}/alpine:latest\n$`),
  );
  const listed = await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', `${registry}/alpine`);
  expect(listed.stdout).toBe(`${registry}/alpine:latest\n`);
});

test('ps, inspect and logs tell of the container', async () => {
  const listed = await docker('ps', '--format', '{{.Image}} {{.Names}} {{.Ports}}');
  expect(listed.stdout).toBe(`registry:2 registry 127.0.0.1:${registry.split(':')[1]}->5000/tcp\n`);
  expect((await docker('inspect', 'registry', '-f', '{{.State.Status}} {{.Config.Image}}')).stdout).toBe(
    'running registry:2\n',
  );
  const logs = await docker('logs', 'registry');
  expect(logs.stdout + logs.stderr).toContain('listening on');
});

test('a program in the foreground prints, and hands on its exit code', async () => {
  const { code, stdout } = await docker('run', '--rm', 'hello-world');
  expect(code).toBe(0);
  expect(stdout).toContain('Hello from a practice image!');
  expect((await docker('ps', '-aq', '--filter', 'ancestor=hello-world')).stdout).toBe('');
});

test('a name in use ends run with 125 and points at the help', async () => {
  const { code, stderr } = await docker('run', '-d', '--name', 'registry', 'registry:2');
  expect(code).toBe(125);
  expect(stderr).toMatch(
    /^docker: Error response from daemon: Conflict\. The container name "\/registry" is already in use/,
  );
  expect(stderr).toMatch(/\n\nRun 'docker run --help' for more information\n$/);
});

test('rm goes on after a container that is not there', async () => {
  await docker('create', '--name', 'one', 'hello-world');
  const { code, stdout, stderr } = await docker('rm', 'nosuch', 'one');
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'one\n' });
  expect(stderr).toBe('Error response from daemon: No such container: nosuch\n');
  expect((await docker('rm', '-f', 'nosuch')).code).toBe(0);
});

test('volumes are made, listed, inspected and removed', async () => {
  expect((await docker('volume', 'create', '--label', 'a=b', 'data')).stdout).toBe('data\n');
  expect((await docker('volume', 'ls', '-q', '--filter', 'name=data')).stdout).toBe('data\n');
  expect((await docker('volume', 'inspect', '-f', '{{.Labels}}', 'data')).stdout).toBe('map[a:b]\n');
  expect((await docker('volume', 'rm', 'data')).stdout).toBe('data\n');
});

test('prune asks first, and takes the end of input for no', async () => {
  const { code, stdout } = await practice.dockerWithInput('', 'container', 'prune');
  expect(code).toBe(0);
  expect(stdout).toBe(
    'WARNING! This will remove all stopped containers.\nAre you sure you want to continue? [y/N] ',
  );
  const agreed = await practice.dockerWithInput('y\n', 'container', 'prune');
  expect(agreed.stdout).toContain('Total reclaimed space: ');
});

test.each([
  [['tag', 'nosuch', 'b'], 1, 'Error response from daemon: No such image: nosuch:latest\n'],
  [
    ['image', 'inspect', 'nosuch'],
    1,
    'Error response from daemon: no such image: nosuch: No such image: nosuch:latest\n',
  ],
  [['inspect', 'nosuch'], 1, 'Error: No such object: nosuch\n'],
  [['push', 'nosuch:1'], 1, 'An image does not exist locally with the tag: nosuch\n'],
  [
    ['start', 'nosuch'],
    1,
    'Error response from daemon: No such container: nosuch\nError: failed to start containers: nosuch\n',
  ],
  [['port', 'registry', '80'], 1, "Error: No public port '80' published for registry\n"],
  [
    ['run', 'BAD'],
    125,
    "docker: invalid reference format: repository name (library/BAD) must be lowercase\n\nRun 'docker run --help' for more information\n",
  ],
  [['run', '-it', 'alpine'], 1, 'the input device is not a TTY\n'],
  [
    ['logs', '--since', 'foo', 'registry'],
    1,
    'invalid value for "since": failed to parse value as time or duration: "foo"\n',
  ],
])('%j ends with %d', async (argv, code, stderr) => {
  const outcome = await docker(...argv);
  expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code, stderr });
});
