import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { engineAtWork, pull, realDockers, request, run } from './engine-at-work.ts';

test('what practice lacks says what would serve it, of a container that is there', async () => {
  const { socket } = await engineAtWork();
  await pull(socket, 'alpine');
  await request(socket, 'POST', '/containers/create?name=box', { Image: 'alpine' });
  const real = '; a real engine does (--engine docker)';
  const lacks: readonly (readonly [string, string, string])[] = [
    ['POST', '/containers/NAME/pause', 'pausing containers'],
    ['GET', '/containers/NAME/top', 'lists of processes'],
    ['GET', '/containers/NAME/stats?stream=0', 'resource statistics'],
    ['GET', '/containers/NAME/export', 'exporting the files of containers'],
    ['GET', '/containers/NAME/archive?path=/etc', 'copying files out of containers'],
    ['PUT', '/containers/NAME/archive?path=/etc', 'copying files into containers'],
    ['POST', '/commit?container=NAME', 'making images of containers'],
  ];
  for (const [method, url, what] of lacks) {
    const there = await request(socket, method, url.replace('NAME', 'box'));
    expect([there.status, there.json], url).toEqual([
      501,
      { message: `practice does not serve ${what}${real}` },
    ]);
    const nobody = await request(socket, method, url.replace('NAME', 'nosuch'));
    expect([nobody.status, nobody.json], url).toEqual([404, { message: 'No such container: nosuch' }]);
  }
  for (const [method, url] of [
    ['GET', '/plugins'],
    ['GET', '/plugins/privileges?remote=x'],
    ['POST', '/plugins/x/enable'],
    ['DELETE', '/plugins/x'],
  ] as const) {
    const reply = await request(socket, method, url);
    expect([reply.status, reply.json], url).toEqual([
      501,
      { message: `practice does not serve plugins${real}` },
    ]);
  }
});

test('what is nothing at all is no plugin either: docker inspect asks for one', async () => {
  const { socket } = await engineAtWork();
  const { status, json } = await request(socket, 'GET', '/plugins/me/x/json');
  expect([status, json]).toEqual([404, { message: 'plugin "me/x" not found: practice has no plugins' }]);
});

test('a path in a container is told without its contents: a folder, a file, nothing', async () => {
  const { socket } = await engineAtWork();
  await pull(socket, 'alpine');
  await request(socket, 'POST', '/containers/create?name=box', { Image: 'alpine' });
  const stat = async (at: string): Promise<unknown> => {
    const { status, headers } = await request(socket, 'HEAD', `/containers/box/archive?path=${at}`);
    const told = headers['x-docker-container-path-stat'] as string | undefined;
    return told ? JSON.parse(Buffer.from(told, 'base64').toString()) : status;
  };
  expect(await stat('/etc/')).toMatchObject({ name: 'etc', mode: 2 ** 31 + 0o755, linkTarget: '' });
  expect(await stat('/etc/motd')).toMatchObject({ name: 'motd', mode: 0o644 });
  expect(await stat('/nosuch')).toBe(404);
});

test('the real docker shows these refusals as the engine words them', async (context) => {
  const dockers = realDockers();
  if (dockers.length === 0) return context.skip();
  const { socket, host, folder } = await engineAtWork();
  await pull(socket, 'alpine');
  await request(socket, 'POST', '/containers/create?name=box', { Image: 'alpine' });
  const work = path.join(folder, 'work');
  mkdirSync(work);
  writeFileSync(path.join(work, 'file'), 'text');
  writeFileSync(path.join(work, 'Dockerfile'), 'FROM scratch\nLABEL a=b\n');
  const env = { PATH: process.env.PATH, HOME: work, DOCKER_HOST: host };
  for (const docker of dockers) {
    const says = async (...argv: string[]): Promise<string> => (await run(docker, argv, env)).stderr;
    const lacks = (what: string): string =>
      `Error response from daemon: practice does not serve ${what}; a real engine does (--engine docker)\n`;
    expect(await says('cp', path.join(work, 'file'), 'box:/tmp/')).toBe(
      lacks('copying files into containers'),
    );
    expect(await says('cp', path.join(work, 'file'), 'box:/tmp/new')).toBe(
      lacks('copying files into containers'),
    );
    expect(await says('cp', 'box:/etc/motd', work)).toBe(lacks('copying files out of containers'));
    expect(await says('commit', 'box', 'app')).toBe(lacks('making images of containers'));
    expect(await says('top', 'box')).toBe(lacks('lists of processes'));
    expect(await says('stats', '--no-stream', 'box')).toBe(lacks('resource statistics'));
    expect(await says('plugin', 'install', 'x')).toBe(lacks('plugins'));
    expect(await says('inspect', 'nosuch')).toBe('Error: No such object: nosuch\n');
    if (!execFileSync(docker, ['--version'], { encoding: 'utf8' }).includes(' 20.10.')) continue;
    // Newer ones have BuildKit in a part of their own, which need not be there.
    expect((await run(docker, ['build', work], { ...env, DOCKER_BUILDKIT: '1' })).stderr).toBe(
      "Error response from daemon: practice does not serve BuildKit; set DOCKER_BUILDKIT=0 for Docker's other builder, which practice serves\n",
    );
  }
});
