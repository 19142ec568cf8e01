import { expect, test } from 'vitest';
import type { SeenContents, SeenRequest } from '../../src/practice/registries.ts';
import { engineAtWork, pull, request } from './engine-at-work.ts';

test('what registries hold and what they were asked can be seen, and looking at it asks them nothing', async () => {
  const { docker, socket } = await engineAtWork();
  await pull(socket, 'registry', '2');
  const began = new Date().toISOString();
  const container = await docker.createContainer({
    Image: 'registry:2',
    HostConfig: { PublishAllPorts: true },
  });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  const name = `127.0.0.1:${NetworkSettings.Ports['5000/tcp']?.[0]?.HostPort}/app`;
  await request(socket, 'POST', `/images/registry:2/tag?repo=${encodeURIComponent(name)}&tag=v1`);
  await request(socket, 'POST', `/images/${encodeURIComponent(name)}/push?tag=v1`);

  const look = async () =>
    JSON.parse((await request(socket, 'GET', '/workshop/contents')).text) as SeenContents[];
  const requests = async () =>
    JSON.parse(
      (await request(socket, 'GET', `/workshop/requests?since=${encodeURIComponent(began)}`)).text,
    ) as SeenRequest[];
  const before = await requests();
  const seen = await look();
  const ours = seen.find((place) => place.container === container.id)!.contents;
  expect(Object.keys(ours.repositories[0]!.tags)).toEqual(['v1']);
  const [manifest] = ours.repositories[0]!.manifests;
  const { RootFS, Id } = await docker.getImage('registry:2').inspect();
  expect(manifest!.config!.digest).toBe(Id);
  expect(manifest!.layers.map(({ diffId }) => diffId)).toEqual(RootFS.Layers);
  expect(ours.stored!.blobs).toBe(RootFS.Layers!.length + 2);
  expect(seen.some(({ domain }) => domain === 'docker.io')).toBe(true);

  const asked = before.filter((one) => one.container === container.id).map(({ event }) => event);
  expect(asked.map(({ method }) => method)).toContain('HEAD');
  expect(asked.at(-1)).toMatchObject({ method: 'PUT', path: '/v2/app/manifests/v1', status: 201 });
  expect(await requests()).toEqual(before);

  await container.stop();
  expect((await look()).some((place) => place.container === container.id)).toBe(false);
  expect(await requests()).toEqual(before);
});
