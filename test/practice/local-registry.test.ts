import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { engineAtWork, freePort, realDockers, run, temporaryFolder } from './engine-at-work.ts';

/** The whole lab of a local registry, typed with a real docker command at the practice engine. */
describe.each(realDockers())('with %s', (program) => {
  async function terminal() {
    const { host } = await engineAtWork();
    const config = temporaryFolder();
    const env = { PATH: process.env.PATH, HOME: config, DOCKER_HOST: host, DOCKER_CONFIG: config };
    const docker = (line: string) => run(program, line.split(' '), env);
    const done = async (line: string) => {
      const { code, stdout, stderr } = await docker(line);
      expect(code, `docker ${line}\n${stdout}${stderr}`).toBe(0);
      return stdout;
    };
    return { docker, done };
  }

  test('an image goes to a registry of our own and comes back, and outlives the container in a bind mount', async () => {
    const { docker, done } = await terminal();
    const port = await freePort();
    const local = `localhost:${port}/alpine`;
    const data = path.join(temporaryFolder(), 'data');

    expect(await done('pull alpine')).toContain('Status: Downloaded newer image for alpine:latest');
    expect(await done('pull alpine')).toContain('Status: Image is up to date for alpine:latest');
    await done(`run -d -p ${port}:5000 -v ${data}:/var/lib/registry --name registry registry:2`);
    expect(await done('ps')).toContain(`127.0.0.1:${port}->5000/tcp`);
    const logs = await docker('logs registry');
    expect(logs.stderr).toContain('msg="listening on [::]:5000"');

    await done(`tag alpine ${local}`);
    await done(`tag alpine ${local}:21.07`);
    await done(`tag alpine ${local}:local`);
    const pushed = await done(`push --all-tags ${local}`);
    expect(pushed).toMatch(/: Pushed/);
    expect(pushed).toMatch(/: Layer already exists/);
    expect(pushed).toMatch(/21\.07: digest: sha256:[0-9a-f]{64} size: \d+/);
    const tags = async () => (await fetch(`http://localhost:${port}/v2/alpine/tags/list`)).json();
    expect(await tags()).toEqual({ name: 'alpine', tags: ['21.07', 'latest', 'local'] });

    await done(`tag alpine ${local}-copy`);
    expect(await done(`push ${local}-copy`)).toContain('Mounted from alpine');

    const removed = await done(`image rm ${local} ${local}:21.07 ${local}:local ${local}-copy alpine`);
    expect(removed).toContain('Deleted: sha256:');
    expect(await done(`pull ${local}:21.07`)).toContain(`Downloaded newer image for ${local}:21.07`);

    await done('rm -f registry');
    expect(existsSync(path.join(data, 'docker/registry/v2/repositories/alpine/_manifests/tags/local'))).toBe(
      true,
    );
    await done(`run -d -p ${port}:5000 -v ${data}:/var/lib/registry --name registry registry:2`);
    expect(await tags()).toEqual({ name: 'alpine', tags: ['21.07', 'latest', 'local'] });
    expect(await done(`pull -a ${local}`)).toContain('Digest: sha256:');
  });

  test('volumes keep data until they are removed', async () => {
    const { docker, done } = await terminal();
    await done('volume create store');
    await done('run -d -v store:/var/lib/registry --name registry registry:2');
    const inUse = await docker('volume rm store');
    expect(inUse.code).toBe(1);
    expect(inUse.stderr).toContain('remove store: volume is in use - [');
    await done('rm -f registry');
    expect(await done('volume ls -q')).toContain('store');
    await done('volume rm store');
    expect(await done('volume ls -q')).toBe('');
  });

  test('run in the foreground shows the output and hands on the exit code', async () => {
    const { docker, done } = await terminal();
    expect(await done('run --rm hello-world')).toContain('Hello from a practice image!');
    const linux = await docker('run --rm alpine ls');
    expect(linux.code).toBe(127);
    expect(linux.stderr).toContain('practice runs no Linux processes');
    expect(linux.stderr).toContain('--engine docker');
    expect(await done('ps -aq')).toBe('');
  });

  test('refusals read as the real engine writes them', async () => {
    const { docker, done } = await terminal();
    const port = await freePort();
    const says = async (line: string, text: string | RegExp) => {
      const { code, stderr } = await docker(line);
      expect(code, line).not.toBe(0);
      expect(stderr).toMatch(text);
    };
    await says(
      'pull nope',
      "pull access denied for nope, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    );
    await says('pull alpine:nope', 'manifest for alpine:nope not found: manifest unknown: manifest unknown');
    await says('tag nope x', 'No such image: nope:latest');
    await says('push localhost:1/x', 'An image does not exist locally with the tag: localhost:1/x');
    await says('rm nope', 'No such container: nope');
    await says(
      'pull nowhere.example/a/b',
      'practice uses no network, and has no stand-in for nowhere.example',
    );
    await says('network create -d overlay x', 'practice has no networks that span nodes');
    await done(`run -d -p ${port}:5000 --name registry registry:2`);
    await says(
      'run -d --name registry registry:2',
      /Conflict\. The container name "\/registry" is already in use by container "[0-9a-f]{64}"\. You have to remove \(or rename\) that container to be able to reuse that name\./,
    );
    await says(
      `run -d -p ${port}:5000 --name other registry:2`,
      new RegExp(
        `driver failed programming external connectivity on endpoint other .*: Bind for 127\\.0\\.0\\.1:${port} failed: port is already allocated`,
      ),
    );
    await says(
      'rmi registry:2',
      /unable to remove repository reference "registry:2" \(must force\) - container [0-9a-f]{12} is using/,
    );
    await says('rm registry', /[Yy]ou cannot remove a running container|cannot remove container/);
    await done('pull alpine');
    await done('tag alpine localhost:1/alpine');
    await says('push localhost:1/alpine', 'dial tcp 127.0.0.1:1: connect: connection refused');
    await done('tag alpine someone/alpine');
    await says('push someone/alpine', 'denied: requested access to the resource is denied');
  });
});
