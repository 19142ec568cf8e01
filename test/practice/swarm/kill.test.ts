import { expect, test } from 'vitest';
import { freePort, pull, temporaryFolder } from '../engine-at-work.ts';
import { engineProcess } from '../engine-process.ts';
import { ask, PATIENT, replicas, runningOn, serviceOf, tasksOf } from './swarm-at-work.ts';

test('a killed engine has its swarm again: the same nodes, services and tasks, and the ports answer', async () => {
  const folder = temporaryFolder();
  const port = await freePort();
  const first = await engineProcess(folder);
  await pull(first.socket, 'alpine');
  await ask(first, 'POST', '/swarm/init', {});
  const publish = { EndpointSpec: { Ports: [{ TargetPort: 5000, PublishedPort: port }] } };
  await ask(first, 'POST', '/services/create', serviceOf('registry', 'registry:2', {}, publish));
  await ask(
    first,
    'POST',
    '/services/create',
    serviceOf('app', 'alpine', { Args: ['sleep', '1d'] }, replicas(3)),
  );
  const everywhere = ['practice-1', 'practice-2', 'practice-3'];
  await expect.poll(() => runningOn(first, 'app'), PATIENT).toEqual(everywhere);
  await expect.poll(async () => (await runningOn(first, 'registry')).length, PATIENT).toBe(1);
  const seen = async (engine: { socket: string }) => ({
    nodes: (await ask(engine, 'GET', '/nodes')).json,
    registry: await tasksOf(engine, 'registry'),
    app: await tasksOf(engine, 'app'),
  });
  const before = await seen(first);
  await first.kill();

  const second = await engineProcess(folder);
  expect(await seen(second)).toEqual(before);
  expect((await fetch(`http://127.0.0.1:${port}/v2/`)).status).toBe(200);
  await ask(second, 'POST', '/swarm/leave?force=1');
  await ask(second, 'POST', '/workshop/shutdown');
  expect(await second.ended).toBe(0);
});
