import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { removeFolder } from '../remove-folder.ts';
import { freePort, lines, pull, request, temporaryFolder } from './engine-at-work.ts';
import { engineProcess, spawnEngine } from './engine-process.ts';
import type { EngineProcess } from './engine-process.ts';

async function stateOf({ docker }: EngineProcess) {
  const images = await docker.listImages({ digests: true });
  const containers = await docker.listContainers({ all: true });
  const { Volumes } = await docker.listVolumes();
  return {
    images: images.map(({ Id, RepoTags, RepoDigests }) => ({ Id, RepoTags, RepoDigests })),
    containers: containers.map(({ Id, Names, State, Ports, Mounts }) => ({
      Id,
      Names,
      State,
      Ports,
      Mounts,
    })),
    volumes: Volumes.map(({ Name, Mountpoint }) => ({ Name, Mountpoint })),
  };
}

async function createRegistry(
  engine: EngineProcess,
  name: string,
  port: number,
  volume: string,
): Promise<string> {
  const { json } = await request(engine.socket, 'POST', `/containers/create?name=${name}`, {
    Image: 'registry:2',
    HostConfig: {
      PortBindings: { '5000/tcp': [{ HostPort: String(port) }] },
      Binds: [`${volume}:/var/lib/registry`],
    },
  });
  return json.Id as string;
}

test('a killed engine has its images, containers and volumes again, and what ran runs', async () => {
  const folder = temporaryFolder();
  const port = await freePort();
  const first = await engineProcess(folder);
  await pull(first.socket, 'alpine');
  await pull(first.socket, 'registry', '2');
  const id = await createRegistry(first, 'registry', port, 'store');
  await createRegistry(first, 'stopped', port, 'other');
  await request(first.socket, 'POST', `/containers/${id}/start`);
  await request(first.socket, 'POST', `/images/alpine/tag?repo=localhost:${port}/alpine&tag=1`);
  const pushed = lines(await request(first.socket, 'POST', `/images/localhost:${port}/alpine/push?tag=1`));
  expect(pushed.at(-1)).toMatchObject({ aux: { Tag: '1' } });
  const before = await stateOf(first);
  expect(before.containers.map(({ State }) => State).sort()).toEqual(['created', 'running']);

  await first.kill();
  const second = await engineProcess(folder);
  expect(await stateOf(second)).toEqual(before);
  const tags = await fetch(`http://127.0.0.1:${port}/v2/alpine/tags/list`);
  expect(await tags.json()).toEqual({ name: 'alpine', tags: ['1'] });
  const { text } = await request(second.socket, 'GET', '/containers/registry/logs?stdout=1&stderr=1');
  expect(text.match(/listening on/g)).toHaveLength(2);
  await request(second.socket, 'POST', '/workshop/shutdown');
  expect(await second.ended).toBe(0);
});

test('killed at any moment of a pull, an engine starts again and finishes it', async () => {
  const folder = temporaryFolder();
  for (let round = 0; round < 6; round++) {
    const engine = await engineProcess(folder);
    const answer = pull(engine.socket, 'registry', '2').catch(() => undefined);
    if (round < 5) {
      // Each round lets the pull come further: from nothing to the last layers.
      const deadline = performance.now() + round * 40;
      await expect.poll(() => performance.now() > deadline, { interval: 5 }).toBe(true);
      await engine.kill();
      await answer;
      continue;
    }
    const last = lines((await answer)!);
    expect(last.at(-1)?.status).toMatch(
      /^Status: (Downloaded newer image|Image is up to date) for registry:2$/,
    );
    const { json } = await request(engine.socket, 'GET', '/images/registry:2/json');
    expect((json.RootFS as { Layers: string[] }).Layers).toHaveLength(4);
    await engine.kill();
  }
});

test('killed at any moment of many changes, an engine keeps every answered one and no half one', async () => {
  const folder = temporaryFolder();
  const tagged: string[] = [];
  for (let round = 0; round < 4; round++) {
    const engine = await engineProcess(folder);
    if (round === 0) await pull(engine.socket, 'busybox');
    const { images } = await stateOf(engine);
    const names = new Set(images.flatMap(({ RepoTags }) => RepoTags ?? []));
    expect(tagged.filter((name) => !names.has(name))).toEqual([]);
    const changing = (async () => {
      for (let n = 0; n < 1000; n++) {
        const tag = `${round}-${n}`;
        const { status } = await request(engine.socket, 'POST', `/images/busybox/tag?repo=many&tag=${tag}`);
        if (status === 201) tagged.push(`many:${tag}`);
      }
    })().catch(() => {});
    const wanted = tagged.length + 10 + round * 7;
    await expect.poll(() => tagged.length >= wanted, { interval: 2 }).toBe(true);
    await engine.kill();
    await changing;
  }
  expect(tagged.length).toBeGreaterThan(50);
});

test('an engine ends by itself when its folder is removed', async () => {
  const folder = temporaryFolder();
  const { ended } = await engineProcess(folder);
  await removeFolder(folder);
  expect(await ended).toBe(0);
});

test('an engine whose folder is removed while it starts ends as well', async () => {
  for (let round = 0; round < 5; round++) {
    const folder = path.join(temporaryFolder(), 'engine');
    mkdirSync(folder);
    const { ended } = spawnEngine(folder, { quiet: true });
    // Each round a little later: before the lock, before the socket, after.
    const deadline = performance.now() + 40 + round * 40;
    await expect.poll(() => performance.now() > deadline, { interval: 5 }).toBe(true);
    await expect.poll(() => removed(folder)).toBe(true);
    await ended;
  }
});

/** An engine that starts writes while its folder is emptied; what it wrote goes in the next round. */
function removed(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTEMPTY') return false;
    throw error;
  }
}

test('an engine ends by itself when nobody asks anything for long', async () => {
  const folder = temporaryFolder();
  const { ended } = spawnEngine(folder, { more: ['--idle-ms', '50'] });
  expect(await ended).toBe(0);
  expect(existsSync(path.join(folder, 's'))).toBe(false);
});

test('a second process for the same folder gives way, and the socket is private', async () => {
  const folder = temporaryFolder();
  const { socket } = await engineProcess(folder);
  expect(statSync(socket).mode & 0o777).toBe(0o600);
  expect(await spawnEngine(folder, { quiet: true }).ended).toBe(3);
  expect((await request(socket, 'GET', '/_ping')).text).toBe('OK');
});
