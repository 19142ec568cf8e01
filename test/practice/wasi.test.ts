import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { wasm } from '../../src/practice/tiny/wasm.ts';
import { notice } from '../../src/practice/tiny/sources/notice.ts';
import { runCommand, program } from '../docker/run-docker.ts';
import { engineAtWork, temporaryFolder } from './engine-at-work.ts';

async function terminal() {
  const work = await engineAtWork();
  const env = { DOCKER_HOST: work.host, DOCKER_CONFIG: temporaryFolder() };
  const docker = (...argv: string[]) => runCommand([process.execPath, program, ...argv], env);
  return { ...work, docker };
}

test('what a layer holds is what runs: greeting, echo, files of the image and of a volume', async () => {
  const { docker } = await terminal();
  const greeting = await docker('run', '--rm', 'hello-world');
  expect(greeting.stdout).toContain('Hello from a practice image!');
  expect(greeting.code).toBe(0);

  expect((await docker('run', '--rm', 'alpine', 'echo', 'a  b', 'ä')).stdout).toBe('a  b ä\n');
  expect((await docker('run', '--rm', 'alpine', 'cat', '/etc/os-release')).stdout).toContain('practice');
  expect((await docker('run', '--rm', 'busybox', 'false')).code).toBe(1);
  // The default command of alpine is a shell: nobody talks to it, so it ends.
  expect((await docker('run', '--rm', 'alpine')).code).toBe(0);

  const data = temporaryFolder();
  writeFileSync(path.join(data, 'page'), 'mine\n');
  const mounted = await docker('run', '--rm', '-v', `${data}:/data`, 'alpine', 'cat', '/data/page');
  expect(mounted).toEqual({ code: 0, stdout: 'mine\n', stderr: '' });
});

test('a container that ran once starts again from its own files', async () => {
  const { docker, folder } = await terminal();
  await docker('run', '--name', 'again', 'alpine', 'echo', 'here');
  // Its image's layers are not asked for a second time.
  const blobs = path.join(folder, 'blobs', 'sha256');
  for (const name of readdirSync(blobs)) rmSync(path.join(blobs, name));
  expect(await docker('start', '-a', 'again')).toEqual({ code: 0, stdout: 'here\n', stderr: '' });
});

test('every platform of the index has its own program and the one for every machine', async () => {
  const { docker } = await terminal();
  await docker('pull', '--platform', 'wasi/wasm', 'hello-world');
  const { stdout } = await docker('run', '--rm', '--platform', 'wasi/wasm', 'hello-world');
  expect(stdout).toContain('Hello from a practice image!');
  await docker('pull', '--platform', 'linux/arm64', 'hello-world');
  expect((await docker('run', '--rm', '--platform', 'linux/arm64', 'hello-world')).code).toBe(0);
});

test("a learner's own module runs; a Linux program is refused with the reason", async () => {
  const { docker } = await terminal();
  const context = temporaryFolder();
  writeFileSync(path.join(context, 'app.wasm'), wasm(notice('from my module\n')));
  writeFileSync(path.join(context, 'linux'), '\x7fELF');
  writeFileSync(
    path.join(context, 'Dockerfile'),
    'FROM scratch\nCOPY app.wasm linux /\nENTRYPOINT ["/app.wasm"]\n',
  );
  expect((await docker('build', '-t', 'mine', context)).code).toBe(0);
  expect(await docker('run', '--rm', 'mine')).toEqual({ code: 1, stdout: '', stderr: 'from my module\n' });
  const linux = await docker('run', '--rm', '--entrypoint', '/linux', 'mine');
  expect(linux.code).toBe(127);
  expect(linux.stderr).toContain('practice runs no Linux processes');
});

test('a program that runs long is stopped at once, and none outlives its engine', async () => {
  const { docker, engine } = await terminal();
  // A time that no other run of this test on this machine sleeps.
  const own = String(100_000 + process.pid);
  await docker('run', '-d', '--name', 'stopped', 'alpine', 'sleep', '600');
  await docker('run', '-d', '--name', 'left', 'alpine', 'sleep', own);
  expect((await docker('stop', 'stopped')).code).toBe(0);
  expect((await docker('inspect', '--format', '{{.State.ExitCode}}', 'stopped')).stdout).toBe('143\n');
  if (!existsSync('/proc')) return;
  await expect.poll(() => sleepers(own)).toBe(1);
  await engine.close();
  await expect.poll(() => sleepers(own)).toBe(0);
});

test('a module sees its image and its volumes, nothing else of the machine', async () => {
  const { docker, folder } = await terminal();
  const secret = path.join(folder, 'secret');
  writeFileSync(secret, 'not for containers');
  const context = temporaryFolder();
  mkdirSync(path.join(context, 'files'));
  symlinkSync(secret, path.join(context, 'files', 'absolute'));
  symlinkSync(`../../../../../../../../..${secret}`, path.join(context, 'files', 'climbing'));
  writeFileSync(path.join(context, 'Dockerfile'), 'FROM alpine\nCOPY files /files\n');
  expect((await docker('build', '-t', 'climber', context)).code).toBe(0);
  for (const name of ['/files/absolute', '/files/climbing', secret, `../../../../../../../../..${secret}`]) {
    const { code, stdout } = await docker('run', '--rm', 'climber', 'cat', name);
    expect(stdout, name).toBe('');
    expect(code, name).toBe(1);
  }
});

/** Processes that have this word in their task. */
function sleepers(word: string): number {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`"sleep","${word}"`);
    } catch {
      return false; // It ended in between, or is somebody else's.
    }
  }).length;
}
