import { afterAll, beforeAll, expect, test } from 'vitest';
import { node } from '../../src/checks/node.ts';
import { service } from '../../src/checks/service.ts';
import { startPractice } from '../docker/run-docker.ts';
import type { Practice } from '../docker/run-docker.ts';
import { told, verdict, world } from './world.ts';

/** One engine for all: first without a swarm, then with services in it, then without again. */
let practice: Practice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());

const look = (check: Record<string, unknown>) =>
  verdict(check, world({ host: practice.env.DOCKER_HOST as string }));
const say = async (check: Record<string, unknown>): Promise<string> => {
  const found = await look(check);
  return `${found.status}: ${told(found)}`;
};

test('outside of a swarm the checks say how one starts', async () => {
  expect(await say({ service: { name: 'web' } })).toMatch(
    /^failed: this engine is in no swarm \| `docker swarm init`/,
  );
  expect(await say({ node: { swarm: 'active' } })).toMatch(/^failed: this engine is in no swarm/);
  expect((await look({ node: { swarm: 'inactive' } })).status).toBe('passed');
  expect((await look({ service: { name: 'web', absent: true } })).status).toBe('passed');
});

test('in a swarm they tell what is there, what is nearest, and why tasks do not run', async () => {
  const docker = async (...words: string[]): Promise<void> => {
    const { code, stderr } = await practice.docker(...words);
    expect([words.join(' '), code, code === 0 ? '' : stderr]).toEqual([words.join(' '), 0, '']);
  };
  await docker('swarm', 'init');
  await docker('pull', '-q', 'alpine');
  await docker('tag', 'alpine', 'app:1');
  const create = ['service', 'create', '--detach'];
  await docker(...create, '--name', 'app', '--replicas', '3', 'app:1', 'sleep', '1d');
  await docker(...create, '--name', 'lost', '--constraint', 'node.labels.disk==ssd', 'alpine', 'sleep', '1d');

  const patient = { timeout: 50_000, interval: 100 };
  await expect
    .poll(() => say({ service: { name: 'app', image: 'app:1', replicas: 3 } }), patient)
    .toMatch(
      /^failed: `app` runs 1 of 3 tasks: 2 tasks fail on `practice-\d`( and `practice-\d`)?: `No such image: app:1` \| Each node pulls `app:1` for itself/,
    );
  await expect
    .poll(() => say({ service: { name: 'lost', replicas: 1 } }), patient)
    .toMatch(
      /^failed: `lost` runs 0 of 1 task: 1 task fails: `no suitable node .*No node meets `node.labels.disk==ssd`/,
    );
  expect((await look({ service: { name: 'app', image: 'app', desired: 3 } })).status).toBe('passed');
  expect(await say({ service: { name: 'app', desired: 2 } })).toContain('`app` is to have 3 tasks, not 2');
  expect(await say({ service: { name: 'app', image: 'localhost:5000/app:1' } })).toMatch(
    /^failed: `app` runs `app:1`, not `localhost:5000\/app:1` \| Without a registry in its name/,
  );
  expect(await say({ service: { name: 'app', publishes: '5000:5000' } })).toContain('publishes no port');
  expect(await say({ service: { name: 'app', mounts: [{ target: '/data' }] } })).toContain(
    'mounts nothing at `/data`',
  );
  await docker('service', 'update', '--detach', '--mount-add', 'source=one,target=/data', 'lost');
  expect(
    await say({ service: { name: 'lost', mounts: [{ source: 'two', target: '/data', type: 'volume' }] } }),
  ).toContain(
    'has `one` at `/data`, not `two` | `docker service update --mount-rm /data --mount-add type=volume,source=two,target=/data lost` changes it.',
  );
  expect(await say({ service: { name: 'app', mode: 'global' } })).toContain('is replicated, not global');
  expect(await say({ service: { name: 'lost', constraints: 'node.role==manager' } })).toContain(
    'has the constraint `node.labels.disk==ssd`, not `node.role==manager` | `docker service update --constraint-add node.role==manager lost` says',
  );
  expect(await say({ service: { name: 'lost', constraints: 'node.labels.disk==hdd' } })).toContain(
    'not `node.labels.disk==hdd` | No node meets both: `docker service update --constraint-rm node.labels.disk==ssd --constraint-add node.labels.disk==hdd lost` changes one for the other.',
  );
  expect(await say({ service: { name: 'ap' } })).toContain('there is one called `app`, not `ap`');
  expect(await say({ service: { name: 'app', absent: true } })).toContain('the service `app` is still there');

  expect((await look({ node: { count: 3, hostname: 'practice-2', role: 'worker' } })).status).toBe('passed');
  expect(await say({ node: { hostname: 'practice-2', availability: 'drain' } })).toMatch(
    /^failed: `practice-2` has the availability `active`, not `drain` \| `docker node update … practice-2`/,
  );
  expect(await say({ node: { hostname: 'practise-2' } })).toContain('there is one called `practice-2`');
  expect(await say({ node: { count: 4 } })).toContain('the swarm has 3 nodes');
  expect(await say({ node: { swarm: 'inactive' } })).toContain('`docker swarm leave --force`');
  await docker('swarm', 'leave', '--force');
});

test('a check that could not fail is named', () => {
  expect(node.schema.safeParse({}).success).toBe(false);
  expect(service.lint!({ name: 'web', absent: true, desired: 2 })).toHaveLength(1);
  expect(service.lint!({ name: 'web', publishMode: 'host' })).toHaveLength(1);
  expect(service.schema.safeParse({ name: 'web', publishes: '80' }).success).toBe(false);
});
