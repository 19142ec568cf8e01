import { expect, test } from 'vitest';
import { engineAtWork, freePort, request } from '../engine-at-work.ts';
import {
  ask,
  PATIENT,
  replicas,
  runningOn,
  serviceOf,
  swarmAtWork,
  tasksOf,
  update,
  withConstraint,
  withImage,
} from './swarm-at-work.ts';

const volume = { Mounts: [{ Type: 'volume', Source: 'data', Target: '/var/lib/registry' }] };
const published = (port: number): object => ({
  EndpointSpec: { Ports: [{ TargetPort: 5000, PublishedPort: port }] },
});

/** Addresses of the played nodes; where the system has one loopback address only, just that. */
const addresses = process.platform === 'linux' ? ['127.0.0.1', '127.0.0.2', '127.0.0.3'] : ['127.0.0.1'];

test('an engine is in no swarm, starts one of three nodes, and leaves it when told twice', async () => {
  const work = await engineAtWork();
  const outside = await request(work.socket, 'GET', '/nodes');
  expect(outside.status).toBe(503);
  expect(outside.json.message).toMatch(/^This node is not a swarm manager\./);
  expect((await request(work.socket, 'POST', '/swarm/leave')).json.message).toBe(
    'This node is not part of a swarm',
  );
  await ask(work, 'POST', '/swarm/init', {});
  expect((await request(work.socket, 'POST', '/swarm/init', {})).json.message).toMatch(
    /^This node is already part of a swarm\./,
  );
  const nodes = (await work.docker.listNodes()) as {
    Description: { Hostname: string };
    Spec: { Role: string };
  }[];
  expect(nodes.map(({ Description, Spec }) => `${Description.Hostname} ${Spec.Role}`).sort()).toEqual([
    'practice-1 manager',
    'practice-2 worker',
    'practice-3 worker',
  ]);
  expect(((await work.docker.info()) as { Swarm: object }).Swarm).toMatchObject({
    LocalNodeState: 'active',
    Nodes: 3,
    Managers: 1,
  });
  expect((await request(work.socket, 'POST', '/swarm/leave')).json.message).toContain('Use `--force`');
  await ask(work, 'POST', '/swarm/leave?force=1');
  expect((await request(work.socket, 'GET', '/services')).status).toBe(503);
});

test('an image of one node starts on no other, until a registry in the swarm has it', async () => {
  const work = await swarmAtWork();
  const port = await freePort();
  await ask(work, 'POST', '/images/alpine/tag?repo=app&tag=1');
  await ask(
    work,
    'POST',
    '/services/create',
    serviceOf('app', 'app:1', { Args: ['sleep', '1d'] }, replicas(3)),
  );
  await expect
    .poll(async () => {
      const tasks = await tasksOf(work, 'app');
      return new Set(tasks.map(({ host, state, error }) => `${host} ${state} ${error ?? ''}`));
    }, PATIENT)
    .toEqual(
      expect.toSatisfy(
        (seen: Set<string>) =>
          seen.has('practice-1 running ') &&
          ['practice-2', 'practice-3'].some((host) => seen.has(`${host} rejected No such image: app:1`)) &&
          !seen.has('practice-2 running ') &&
          !seen.has('practice-3 running '),
      ),
    );

  await ask(work, 'POST', '/services/create', serviceOf('registry', 'registry:2', volume, published(port)));
  await expect.poll(async () => (await runningOn(work, 'registry')).length, PATIENT).toBe(1);
  for (const address of addresses) {
    expect((await fetch(`http://${address}:${port}/v2/`)).status).toBe(200);
  }
  await ask(work, 'POST', `/images/app:1/tag?repo=127.0.0.1:${port}/app&tag=1`);
  await ask(work, 'POST', `/images/127.0.0.1:${port}/app/push?tag=1`);
  await update(work, 'app', withImage(`127.0.0.1:${port}/app:1`));
  await expect
    .poll(() => runningOn(work, 'app'), PATIENT)
    .toEqual(['practice-1', 'practice-2', 'practice-3']);
});

test('a volume belongs to its node: a registry that moves is empty, and has its images again at home', async () => {
  const work = await swarmAtWork();
  const port = await freePort();
  const spec = serviceOf('registry', 'registry:2', volume, published(port)) as Parameters<
    ReturnType<typeof withConstraint>
  >[0];
  await ask(work, 'POST', '/services/create', withConstraint('node.role==manager')(spec));
  await expect.poll(() => runningOn(work, 'registry'), PATIENT).toEqual(['practice-1']);
  await ask(work, 'POST', `/images/alpine/tag?repo=127.0.0.1:${port}/alpine&tag=1`);
  await ask(work, 'POST', `/images/127.0.0.1:${port}/alpine/push?tag=1`);
  const catalog = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}/v2/_catalog`)).json();
  expect(await catalog()).toEqual({ repositories: ['alpine'] });

  await update(work, 'registry', withConstraint('node.hostname==practice-3'));
  await expect.poll(() => runningOn(work, 'registry'), PATIENT).toEqual(['practice-3']);
  expect(await catalog()).toEqual({ repositories: [] });
  await update(work, 'registry', withConstraint('node.hostname == practice-1'));
  await expect.poll(() => runningOn(work, 'registry'), PATIENT).toEqual(['practice-1']);
  expect(await catalog()).toEqual({ repositories: ['alpine'] });

  await update(work, 'registry', withConstraint('node.labels.disk==fast'));
  await expect
    .poll(
      async () => (await tasksOf(work, 'registry')).find(({ state }) => state === 'pending')?.error,
      PATIENT,
    )
    .toBe('no suitable node (scheduling constraints not satisfied on 3 nodes)');
});

test('a drained node gives its tasks away; a global service has one on each node that takes tasks', async () => {
  const work = await swarmAtWork();
  const sleep = { Args: ['sleep', '1d'] };
  await ask(work, 'POST', '/services/create', serviceOf('many', 'alpine', sleep, replicas(3)));
  await ask(work, 'POST', '/services/create', serviceOf('each', 'alpine', sleep, { Mode: { Global: {} } }));
  const everywhere = ['practice-1', 'practice-2', 'practice-3'];
  await expect.poll(() => runningOn(work, 'each'), PATIENT).toEqual(everywhere);
  await expect.poll(() => runningOn(work, 'many'), PATIENT).toEqual(everywhere);
  const { json } = await ask(work, 'GET', '/nodes/practice-2');
  const { Version, Spec } = json as unknown as { Version: { Index: number }; Spec: object };
  await ask(work, 'POST', `/nodes/practice-2/update?version=${Version.Index}`, {
    ...Spec,
    Availability: 'drain',
  });
  await expect.poll(() => runningOn(work, 'each'), PATIENT).toEqual(['practice-1', 'practice-3']);
  await expect
    .poll(() => runningOn(work, 'many'), PATIENT)
    .toEqual(expect.toSatisfy((hosts: string[]) => hosts.length === 3 && !hosts.includes('practice-2')));
});

test('a rolling update pauses at a task that fails, and rolls back; a removed container is replaced', async () => {
  const work = await swarmAtWork();
  await ask(
    work,
    'POST',
    '/services/create',
    serviceOf('app', 'alpine', { Args: ['sleep', '1d'] }, replicas(2)),
  );
  await expect.poll(async () => (await runningOn(work, 'app')).length, PATIENT).toBe(2);
  await update(work, 'app', withImage('nowhere:1'));
  const status = async (): Promise<string> => {
    const { json } = await ask(work, 'GET', '/services/app');
    return (json.UpdateStatus as { State: string; Message: string }).State;
  };
  await expect.poll(status, PATIENT).toBe('paused');
  // One was replaced and fails; the other was left alone.
  expect(await runningOn(work, 'app')).toHaveLength(1);
  await update(work, 'app', (spec) => spec, '&rollback=previous');
  await expect.poll(status, PATIENT).toBe('rollback_completed');
  expect(await runningOn(work, 'app')).toHaveLength(2);
  expect(
    new Set(
      (await tasksOf(work, 'app')).filter(({ state }) => state === 'running').map(({ image }) => image),
    ),
  ).toEqual(new Set(['alpine']));

  const container = (await work.docker.listContainers()).find(({ Names }) => Names[0]!.startsWith('/app.'))!;
  const was = container.Labels['com.docker.swarm.task.id']!;
  await work.docker.getContainer(container.Id).remove({ force: true });
  await expect
    .poll(async () => (await tasksOf(work, 'app')).find(({ id }) => id === was)?.state, PATIENT)
    .toBe('failed');
  await expect.poll(async () => (await runningOn(work, 'app')).length, PATIENT).toBe(2);
  await ask(work, 'DELETE', '/services/app');
  await expect.poll(async () => work.docker.listContainers({ all: true }), PATIENT).toEqual([]);
});

test('what practice leaves out of a swarm is said plainly, and a service refused in the words of an engine', async () => {
  const work = await engineAtWork();
  const locked = { EncryptionConfig: { AutoLockManagers: true } };
  const locks = [
    501,
    { message: 'practice does not serve locks of a swarm; a real engine has them (--engine docker)' },
  ];
  for (const body of [{ AutoLockManagers: true }, { Spec: locked }]) {
    const reply = await request(work.socket, 'POST', '/swarm/init', body);
    expect([reply.status, reply.json]).toEqual(locks);
  }
  await ask(work, 'POST', '/swarm/init', {});
  const { Version } = (await request(work.socket, 'GET', '/swarm')).json as { Version: { Index: number } };
  const update = await request(work.socket, 'POST', `/swarm/update?version=${Version.Index}`, locked);
  expect([update.status, update.json]).toEqual(locks);
  for (const path of ['/secrets', '/configs']) {
    const reply = await request(work.socket, 'GET', path);
    expect([reply.status, reply.json.message]).toEqual([
      501,
      expect.stringMatching(/^practice does not serve (secrets|configs) of a swarm; a real engine has them/),
    ]);
  }
  const port = await freePort();
  await ask(work, 'POST', '/services/create', serviceOf('web', 'nowhere', {}, published(port)));
  const refusal = async (spec: object): Promise<string> =>
    (await request(work.socket, 'POST', '/services/create', spec)).json.message as string;
  expect(await refusal(serviceOf('web', 'alpine'))).toBe(
    'rpc error: code = AlreadyExists desc = name conflicts with an existing object: service web already exists',
  );
  expect(await refusal(serviceOf('a b', 'alpine'))).toBe(
    'rpc error: code = InvalidArgument desc = name must be valid as a DNS name component',
  );
  expect(await refusal(serviceOf('other', 'registry:2', {}, published(port)))).toMatch(
    new RegExp(
      `desc = port '${port}' is already in use by service 'web' \\([a-z0-9]{25}\\) as an ingress port$`,
    ),
  );
  expect((await request(work.socket, 'GET', '/services/none')).json.message).toBe('service none not found');
});
