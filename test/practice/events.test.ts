import { expect, test } from 'vitest';
import { engineAtWork, pull, request, temporaryFolder } from './engine-at-work.ts';
import type { EngineEvent } from '../../src/practice/events.ts';

/** What was told since the engine began: type, action and what it was about. */
async function told(socket: string): Promise<EngineEvent[]> {
  const until = Math.ceil(Date.now() / 1000);
  const { text } = await request(socket, 'GET', `/events?since=1&until=${until}`);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EngineEvent);
}

test('a container tells which networks it joins and which volumes it mounts, and lets go of them', async () => {
  const { socket, docker } = await engineAtWork();
  await pull(socket, 'registry', '2');
  const network = await docker.createNetwork({ Name: 'mine' });
  const container = await docker.createContainer({
    name: 'web',
    Image: 'registry:2',
    HostConfig: {
      NetworkMode: 'mine',
      Binds: ['data:/var/lib/registry:ro', `${temporaryFolder()}:/folder`],
    },
  });
  await container.start();
  await container.stop();
  await container.start();
  await container.remove({ force: true });

  const events = (await told(socket)).filter(({ Type }) => Type !== 'image');
  expect(events.map(({ Type, Action }) => `${Type} ${Action}`)).toEqual([
    'network create',
    'volume create',
    'container create',
    ...['network connect', 'volume mount', 'container start'],
    ...['container kill', 'container die', 'network disconnect', 'volume unmount', 'container stop'],
    ...['network connect', 'volume mount', 'container start'],
    ...['container kill', 'container die', 'network disconnect', 'volume unmount', 'container destroy'],
  ]);
  const of = (type: string, action: string) =>
    events.find(({ Type, Action }) => Type === type && Action === action)!.Actor;
  expect(of('network', 'connect')).toEqual({
    ID: network.id,
    Attributes: { container: container.id, name: 'mine', type: 'bridge' },
  });
  expect(of('volume', 'mount')).toEqual({
    ID: 'data',
    Attributes: {
      ...{ container: container.id, destination: '/var/lib/registry', driver: 'local' },
      ...{ propagation: '', 'read/write': 'false' },
    },
  });
  expect(of('volume', 'unmount')).toEqual({
    ID: 'data',
    Attributes: { container: container.id, driver: 'local' },
  });
});
