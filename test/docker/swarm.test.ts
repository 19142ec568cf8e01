import { afterAll, beforeAll, expect, test } from 'vitest';
import { realDockers } from '../practice/engine-at-work.ts';
import { runCommand, startPractice, type Outcome, type Practice } from './run-docker.ts';

let practice: Practice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());

const docker = (...argv: string[]): Promise<Outcome> => practice.docker(...argv);
const lines = ({ stdout }: Outcome): string[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());

test('outside of a swarm, commands say what docker says', async () => {
  const refusal =
    'Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.\n';
  expect(await docker('node', 'ls')).toEqual({ code: 1, stdout: '', stderr: refusal });
  expect(await docker('service', 'inspect', 'x')).toEqual({ code: 1, stdout: '[]\n', stderr: refusal });
  expect((await docker('swarm', 'join', '127.0.0.1:2377')).stderr).toContain('practice plays all nodes');
  expect((await docker('swarm', 'join-token', 'boss')).stderr).toBe('unknown role boss\n');
  expect((await docker('service', 'create', '-p', 'target=80,mode=x', 'alpine')).stderr).toMatch(
    /^invalid argument "target=80,mode=x" for "-p, --publish" flag: invalid publish mode value \(x\): must be either 'ingress' or 'host'\n/,
  );
});

test('a swarm is started, a service made, scaled, updated, rolled back and removed', async () => {
  const init = await docker('swarm', 'init');
  expect(init.stdout).toMatch(
    /^Swarm initialized: current node \([a-z0-9]{25}\) is now a manager\.\n\nTo add a worker to this swarm, run the following command:\n\n {4}docker swarm join --token SWMTKN-1-[a-z0-9]{50}-[a-z0-9]{25} 127\.0\.0\.1:2377\n\nTo add a manager/,
  );
  expect(lines(await docker('node', 'ls', '--format', '{{.Hostname}} {{.Self}} {{.ManagerStatus}}'))).toEqual(
    ['practice-1 true Leader', 'practice-2 false', 'practice-3 false'],
  );
  const created = await docker(
    'service',
    'create',
    '--name',
    'web',
    '--replicas',
    '2',
    'alpine',
    'sleep',
    '1d',
  );
  expect(created.code).toBe(0);
  expect(created.stdout).toMatch(/^[a-z0-9]{25}\noverall progress: \d out of 2 tasks\n1\/2: +\n2\/2: +\n/);
  expect(created.stdout).toMatch(
    /\noverall progress: 2 out of 2 tasks\nverify: Waiting 1 seconds [^]*\nverify: Service [a-z0-9]{25} converged\n$/,
  );
  expect(lines(await docker('service', 'ls'))).toEqual([
    'ID             NAME      MODE         REPLICAS   IMAGE           PORTS',
    expect.stringMatching(/^[a-z0-9]{12} {3}web {7}replicated {3}2\/2 {8}alpine:latest$/),
  ]);
  expect((await docker('service', 'scale', '--detach', 'web=1')).stdout).toBe('web scaled to 1\n');
  expect(await docker('service', 'scale', 'web')).toMatchObject({
    code: 1,
    stdout: '',
    stderr:
      "invalid scale specifier 'web'.\nSee 'docker service scale --help'.\n\nUsage:  docker service scale SERVICE=REPLICAS [SERVICE=REPLICAS...]\n\nSet how many tasks services have\n",
  });
  expect((await docker('service', 'rollback', '--detach', 'web')).stdout).toBe('web\n');

  await docker('service', 'update', '--detach', '--replicas', '1', '--image', 'nowhere:1', 'web');
  await expect
    .poll(async () => (await docker('service', 'ps', 'web', '--format', '{{.Name}} {{.Error}}')).stdout, {
      timeout: 30_000,
    })
    .toMatch(/^web\.1 "No such image: nowhere:1"\n \\_ web\.1 /m);
  expect((await docker('service', 'ps', 'web', 'none')).stderr).toBe('no such service: none\n');
  expect(await docker('service', 'logs', 'none')).toMatchObject({
    stderr: 'no such task or service: none\n',
  });
  expect((await docker('service', 'logs', 'web')).stdout).toMatch(
    /^web\.\d\.[a-z0-9]{12}@practice-\d {4}\| practice runs no Linux programs/,
  );
  expect((await docker('node', 'update', '--availability', 'drain', 'practice-2')).stdout).toBe(
    'practice-2\n',
  );
  expect((await docker('node', 'promote', 'practice-1')).stdout).toBe(
    'Node practice-1 is already a manager.\n',
  );
});

test('real docker commands see the same swarm', async () => {
  for (const program of realDockers()) {
    for (const words of [
      ['node', 'ls'],
      ['service', 'ls'],
      ['service', 'ls', '--format', '{{json .}}'],
      ['node', 'inspect', '--pretty', 'practice-1'],
      ['service', 'inspect', '--pretty', 'web'],
      ['service', 'inspect', 'none'],
      ['swarm', 'join-token', '-q', 'worker'],
    ]) {
      const [theirs, ours] = await Promise.all([
        runCommand([program, ...words], practice.env),
        docker(...words),
      ]);
      const plain = ({ code, stdout }: Outcome) => ({
        code,
        stdout: stdout.replace(/(About|Less|\d+) .*ago/g, 'ago'),
      });
      expect([program, words, plain(ours)]).toEqual([program, words, plain(theirs)]);
    }
  }
  expect((await docker('service', 'rm', 'web')).stdout).toBe('web\n');
  expect((await docker('swarm', 'leave')).code).toBe(1);
  expect((await docker('swarm', 'leave', '--force')).stdout).toBe('Node left the swarm.\n');
});
