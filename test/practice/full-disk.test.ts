import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { smallDisk } from '../small-disk.ts';
import { build, send, tarOf } from './build-request.ts';
import { lines, pull, request } from './engine-at-work.ts';
import { engineProcess } from './engine-process.ts';
import type { EngineProcess } from './engine-process.ts';

const MIB = 1024 * 1024;
const FULL = 'no space left on device';

/** Everything that an engine has, and every file in which it keeps it. */
async function holdings({ docker }: EngineProcess, folder: string) {
  const containers = await docker.listContainers({ all: true });
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(state|blobs|drafts|volumes|containers)\//.test(file),
  );
  return {
    images: (await docker.listImages({ all: true })).map(({ Id, RepoTags }) => ({ Id, RepoTags })),
    containers: containers.map(({ Id, Names, State }) => ({ Id, Names, State })),
    volumes: (await docker.listVolumes()).Volumes.map(({ Name }) => Name),
    // Left out are the memory of where layers were seen, what the registry has, and the folders of containers.
    files: files
      .filter((file) => !/^state\/sources\/|^volumes\/data\/|^containers\/\w+(\/files)?$/.test(file))
      .sort(),
  };
}

test('on a full disk every change is refused, nothing is lost or left, and with room it goes on', async (context) => {
  const disk = smallDisk(24 * MIB);
  if (!disk) return context.skip();
  const folder = path.join(disk.folder, 'engine');
  mkdirSync(folder);
  const engine = await engineProcess(folder);
  const { socket } = engine;
  const post = (url: string, body?: unknown) => request(socket, 'POST', url, body);

  await pull(socket, 'alpine');
  await pull(socket, 'registry', '2');
  // Its stand-in has it then, and the engine has not.
  await pull(socket, 'busybox');
  await request(socket, 'DELETE', '/images/busybox');
  const created = await post('/containers/create?name=registry', {
    Image: 'registry:2',
    HostConfig: { PublishAllPorts: true, Binds: ['data:/var/lib/registry'] },
  });
  const id = String(created.json.Id);
  await post(`/containers/${id}/start`);
  const { NetworkSettings } = await engine.docker.getContainer(id).inspect();
  const port = NetworkSettings.Ports['5000/tcp']![0]!.HostPort;
  const here = `127.0.0.1:${port}/alpine`;
  await post(`/images/alpine/tag?repo=${here}&tag=1`);
  await post('/containers/create?name=idle', { Image: 'alpine', Cmd: ['sleep', '60'] });
  const layer = await tarOf([{ name: 'noise', text: randomBytes(2 * MIB) }]);

  const changes: Readonly<Record<string, () => Promise<string>>> = {
    pull: async () => (await pull(socket, 'busybox')).text,
    import: async () => (await send(socket, '/images/create?fromSrc=-&repo=imported&tag=1', layer)).text,
    build: async () =>
      (await build(socket, 'FROM scratch\nCOPY f /\n', [{ name: 'f', text: layer }], { t: 'built:1' })).text,
    push: async () => (await post(`/images/${here}/push?tag=1`)).text,
    tag: async () => (await post('/images/alpine/tag?repo=named&tag=1')).text,
    'volume create': async () => (await post('/volumes/create', { Name: 'more' })).text,
    'network create': async () => (await post('/networks/create', { Name: 'more' })).text,
    'container create': async () =>
      (await post('/containers/create?name=more', { Image: 'registry:2' })).text,
    'container start': async () => (await post('/containers/idle/start')).text,
  };

  const before = await holdings(engine, folder);
  disk.fill();
  // More often than the last page of the engine's own log has room for.
  for (let round = 0; round < 3; round++) {
    for (const [what, change] of Object.entries(changes)) {
      expect(await change(), what).toMatch(what === 'push' ? /no space left|insufficient|507|full/i : FULL);
    }
  }
  expect(await holdings(engine, folder)).toEqual(before);
  expect((await fetch(`http://127.0.0.1:${port}/v2/`)).status).toBe(200);

  // What makes room, or only ends something, is done all the same.
  expect((await post(`/containers/${id}/stop`)).status).toBe(204);
  expect((await request(socket, 'DELETE', '/containers/idle')).status).toBe(204);
  expect((await request(socket, 'DELETE', `/images/${here}:1`)).status).toBe(200);
  const stopped = (await engine.docker.getContainer(id).inspect()).State;
  expect(stopped).toMatchObject({ Status: 'exited', Running: false });

  disk.free();
  await post(`/images/alpine/tag?repo=${here}&tag=1`);
  await post('/containers/create?name=idle', { Image: 'alpine', Cmd: ['true'] });
  expect((await post(`/containers/${id}/start`)).status).toBe(204);
  const again = (await engine.docker.getContainer(id).inspect()).NetworkSettings.Ports['5000/tcp']![0]!;
  const there = `127.0.0.1:${again.HostPort}/alpine`;
  await post(`/images/alpine/tag?repo=${there}&tag=1`);
  expect(lines(await post(`/images/${there}/push?tag=1`)).at(-1)).toMatchObject({ aux: { Tag: '1' } });
  for (const [what, change] of Object.entries(changes)) {
    if (what !== 'push') expect(await change(), what).not.toMatch(/error|no space/);
  }

  // All of it was on the disk, too.
  const whole = await holdings(engine, folder);
  await engine.kill();
  const second = await engineProcess(folder);
  const later = await holdings(second, folder);
  expect([later.images, later.volumes]).toEqual([whole.images, whole.volumes]);
});
