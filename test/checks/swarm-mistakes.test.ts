import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPractice } from '../docker/run-docker.ts';
import type { Practice } from '../docker/run-docker.ts';
import { freePort } from '../free-port.ts';
import { told, verdict, world } from './world.ts';

/** One swarm for all, with a registry in it and the image `app` in two versions. */
let practice: Practice;
let port: number;
beforeAll(async () => {
  practice = await startPractice();
  port = await freePort();
  await docker('swarm', 'init', '--advertise-addr', '127.0.0.1');
  await docker('pull', '-q', 'alpine');
  await docker('pull', '-q', 'registry:2');
  const publish = `published=${port},target=5000`;
  await docker(...CREATE, '--name', 'registry', '--publish', publish, 'registry:2');
});
afterAll(() => practice.close());

const CREATE = ['service', 'create', '--detach'];
const PATIENT = { timeout: 60_000, interval: 100 };

async function docker(...words: string[]): Promise<void> {
  const { code, stderr } = await practice.docker(...words);
  expect([words.join(' '), code, code === 0 ? '' : stderr]).toEqual([words.join(' '), 0, '']);
}

async function say(check: Record<string, unknown>): Promise<string> {
  const found = await verdict(check, world({ host: practice.env.DOCKER_HOST as string }));
  return `${found.status}: ${told(found)}`;
}

test('a flag behind the image is told to have become an argument of its program', async () => {
  await docker(...CREATE, '--name', 'late', '--replicas', '2', 'alpine', '--detach');
  expect(await say({ service: { name: 'late', image: 'alpine', desired: 2 } })).toBe(
    'failed: `late` gives `--detach` to its program | Behind the image stands what its program gets; flags of `docker service create` stand before it. `docker service rm late`, and create it again.',
  );
  await expect
    .poll(() => say({ service: { name: 'late', replicas: 2, image: 'alpine' } }), PATIENT)
    .toMatch(/and runs 0 of 2 tasks: .*exec: "--detach": executable file not found in \$PATH/);
  await docker('service', 'rm', 'late');
});

test('a program that ends at once is told to do so, and not to be on its way', async () => {
  await docker(...CREATE, '--name', 'short', 'alpine', 'true');
  await expect
    .poll(() => say({ service: { name: 'short', replicas: 1 } }), PATIENT)
    .toBe(
      'failed: `short` runs 0 of 1 task: its program ends at once, without an error | A service runs what goes on running. What does its image start, by `CMD` or `ENTRYPOINT`? Build it anew with a program that stays.',
    );
  await docker('service', 'rm', 'short');
});

test('a service that got its order before the push runs what the name meant then', async () => {
  const app = `127.0.0.1:${port}/app`;
  await expect.poll(() => say({ service: { name: 'registry', replicas: 1 } }), PATIENT).toMatch(/^passed/);
  await docker('tag', 'alpine', app);
  await docker('push', '-q', app);
  const check = { service: { name: 'app', image: `${app}:latest`, current: true } };
  await docker(...CREATE, '--name', 'app', app, 'sleep', '1d');
  expect(await say(check)).toMatch(/^passed/);
  await docker('pull', '-q', 'busybox');
  await docker('tag', 'busybox', app);
  await docker('push', '-q', app);
  expect(await say(check)).toMatch(
    new RegExp(
      `^failed: \`app\` runs what \`${app}:latest\` was before the last push \\(\`sha256:[0-9a-f]{12}\`; in the registry it is \`sha256:[0-9a-f]{12}\` by now\\) \\| An order notes the digest that the tag means when it is given: push first, then \`docker service update --image ${app}:latest app\`\\.$`,
    ),
  );
  await docker('service', 'update', '--detach', '--image', app, 'app');
  expect(await say(check)).toMatch(/^passed/);
  expect(await say({ service: { name: 'app', image: `${app}:2` } })).toBe(
    `failed: \`app\` runs \`${app}:latest\`, not \`${app}:2\` | \`docker service update --image ${app}:2 app\` rolls that one out while it runs.`,
  );
  await docker('service', 'rm', 'app');
});

test('a port in another mode than asked is told how it is changed, and that changes it', async () => {
  const mode = async (): Promise<string> =>
    say({ service: { name: 'registry', publishes: `${port}:5000`, publishMode: 'host' } });
  expect(await mode()).toContain(
    `in ingress mode, not in host mode | In \`mode=host\` a port is opened only where a task runs; it needs no routing mesh. \`docker service update --publish-rm 5000 --publish-add published=${port},target=5000,mode=host registry\` changes it.`,
  );
  const change = (to: string): string[] => [
    ...['--publish-rm', '5000', '--publish-add', `published=${port},target=5000,mode=${to}`],
  ];
  await docker('service', 'update', '--detach', ...change('host'), 'registry');
  expect(await mode()).toMatch(/^passed/);
  await docker('service', 'update', '--detach', ...change('ingress'), 'registry');
});

test('an image that tasks are made of is freed by removing the service, not its containers', async () => {
  expect(await say({ image: { name: 'registry:2', absent: true } })).toBe(
    'failed: `registry:2` is still there | The service `registry` runs it, and would start new containers: remove the service first (`docker service rm registry`), or leave the swarm.',
  );
});

test('a published port behind which no task runs is told to belong to that service', async () => {
  await docker('service', 'scale', '--detach', 'registry=0');
  await expect
    .poll(() => say({ http: { url: `http://127.0.0.1:${port}/v2/` } }), PATIENT)
    .toMatch(
      /the service `registry` publishes that port, but no task of it runs \| `docker service ps registry` shows why/,
    );
  await expect
    .poll(() => say({ tags: { repository: `127.0.0.1:${port}/app`, has: 'latest' } }), PATIENT)
    .toContain('the service `registry` publishes that port, but no task of it runs');
});

test('a swarm is not started with an address that is none', async () => {
  await docker('swarm', 'leave', '--force');
  const { code, stderr } = await practice.docker('swarm', 'init', '--advertise-addr', 'localhost');
  expect([code, stderr.trim()]).toEqual([
    1,
    'Error response from daemon: advertise address must be a non-zero IP address or network interface (with optional port number)',
  ]);
  await docker('swarm', 'init', '--advertise-addr', '127.0.0.1:2377');
});
