import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withStep } from '../../src/session/progress.ts';
import { testLab, type, withSteps, workbench } from './workbench.ts';

/** A port where somebody listens until the end of the test, and is told. */
async function takenPort(): Promise<{ port: number; free: () => Promise<void> }> {
  const server = net.createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return { port, free: () => new Promise((resolve) => void server.close(() => resolve())) };
}

const portLab = (port: number) =>
  testLab({
    vars: { port: { type: 'port', default: port }, registry: { type: 'derived', from: 'localhost:${port}' } },
  });

test('a session has a folder of its own that nobody else can read', async () => {
  const { session, resumed } = await workbench().open();
  expect(resumed).toBe(false);
  expect(session.name).toBe('test-lab');
  const { folder, docker, shell, bin, work, progress, transcript } = session.paths;
  await type(session, 'true');
  for (const each of [folder, docker, shell, bin, work]) expect(statSync(each).mode & 0o777).toBe(0o700);
  for (const each of [progress, transcript, session.paths.ledger])
    expect(statSync(each).mode & 0o777).toBe(0o600);
});

test.each(['docker', 'az'])(
  'the `%s` of practice reads no authorities of the machine: Node does so at each start, longer than it runs',
  async (name) => {
    const { session } = await workbench().open();
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: path.join(session.paths.folder, 'none.pem') };
    // Where Node looks for them at its start, it complains about a file that is not there.
    const ran = spawnSync(path.join(session.paths.bin, name), ['--version'], { env, encoding: 'utf8' });
    expect(ran).toMatchObject({ stderr: '', status: 0 });
  },
);

test('opening again goes on: same variables, progress, answers', async () => {
  const bench = workbench();
  const taken = await takenPort();
  const first = await bench.open({ lab: portLab(taken.port) });
  const port = first.session.vars.port!;
  expect(Number(port)).toBeGreaterThan(taken.port);
  expect(first.notices.join()).toContain(`uses ${port}`);
  await first.session.progress.update((was) =>
    withStep({ ...was, current: 'two' }, 'one', { state: 'done', answers: { q: '42' } }),
  );
  await first.session.close();
  await taken.free();

  const { session, resumed, notices } = await bench.open({ lab: portLab(taken.port) });
  expect(resumed).toBe(true);
  expect(session.vars).toEqual({ port, registry: `localhost:${port}` });
  expect(session.progress.now.current).toBe('two');
  expect((await session.world('one')).answers).toEqual({ q: '42' });
  expect(notices).toEqual([]);
});

test('a kept port that a stranger took meanwhile is told, not changed', async () => {
  const bench = workbench();
  const first = await bench.open({ lab: portLab(20_000 + Math.floor(Math.random() * 20_000)) });
  const port = Number(first.session.vars.port);
  await first.session.close();
  const stranger = net.createServer();
  await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));
  const { session, notices } = await bench.open({ lab: portLab(port) });
  expect(session.vars.port).toBe(String(port));
  expect(notices.join()).toContain(`Port ${port} of this session is taken`);
  await new Promise((resolve) => stranger.close(resolve));
});

test('a variable given otherwise later is told, not changed', async () => {
  const bench = workbench();
  const lab = testLab({ vars: { name: { type: 'text', default: 'me' } } });
  await bench.open({ lab, given: { name: 'you' } });
  const { session, notices } = await bench.open({ lab, given: { name: 'them' } });
  expect(session.vars.name).toBe('you');
  expect(notices.join()).toMatch(/keeps name = you.*workshop reset test-lab/);
});

test('a variable that the lab got since is chosen now', async () => {
  const bench = workbench();
  await bench.open({ lab: testLab({ vars: { a: { type: 'text', default: '1' } } }) });
  const { session } = await bench.open({
    lab: testLab({ vars: { a: { type: 'text', default: '9' }, b: { type: 'text', default: '2' } } }),
  });
  expect(session.vars).toEqual({ a: '1', b: '2' });
});

test('progress goes by step id when the lab changed meanwhile', async () => {
  const bench = workbench();
  const first = await bench.open({ lab: withSteps('a', 'b', 'c') });
  await first.session.progress.update((was) => withStep(was, 'c', { state: 'done' }));
  await first.session.progress.update((was) => withStep(was, 'b', { state: 'skipped' }));
  const { session } = await bench.open({ lab: withSteps('c', 'new', 'a') });
  expect(session.progress.now.steps).toMatchObject({ b: { state: 'skipped' }, c: { state: 'done' } });
});

test('damaged progress is put aside with a notice, and the lab begins anew', async () => {
  const bench = workbench();
  const { session } = await bench.open();
  writeFileSync(session.paths.progress, '{"format": 1, "steps": {');
  const again = await bench.open();
  expect(again.resumed).toBe(false);
  const aside = readdirSync(session.paths.folder).find((name) => name.startsWith('progress.json.damaged-'))!;
  expect(readFileSync(path.join(session.paths.folder, aside), 'utf8')).toBe('{"format": 1, "steps": {');
  expect(again.notices.join()).toContain(aside);
});

test('a session of a newer program is refused and left as it is', async () => {
  const bench = workbench();
  const { session } = await bench.open();
  writeFileSync(session.paths.progress, '{"format": 7}');
  await expect(bench.open()).rejects.toMatchObject({
    exit: 2,
    todo: expect.stringContaining('Update') as string,
  });
  expect(readFileSync(session.paths.progress, 'utf8')).toBe('{"format": 7}');
});

test('two terminals that open a lab at once have one session', async () => {
  const bench = workbench();
  const lab = portLab(20_000 + Math.floor(Math.random() * 20_000));
  const [one, two] = await Promise.all([bench.open({ lab }), bench.open({ lab })]);
  expect([one.resumed, two.resumed].sort()).toEqual([false, true]);
  expect(one.session.vars).toEqual(two.session.vars);
});

test('a lab id that would leave the folder is refused', async () => {
  for (const id of ['../x', 'a/b', '.hidden', '', 'a b']) {
    await expect(workbench().open({ lab: testLab({ id }) })).rejects.toMatchObject({ exit: 2 });
  }
});

test('no Docker engine on the machine: exit 3, and practice is named', async () => {
  const refused = workbench({ DOCKER_HOST: 'unix:///nowhere/docker.sock' }).open({ engineKind: 'docker' });
  await expect(refused).rejects.toMatchObject({
    exit: 3,
    todo: expect.stringContaining('practice') as string,
  });
});

test('in practice `docker` is ours, first on PATH, also without node on PATH', async () => {
  const { session } = await workbench().open();
  expect((await type(session, 'command -v docker')).stdout.trim()).toBe(
    path.join(session.paths.bin, 'docker'),
  );
  expect((await type(session, 'command -v workshop')).stdout.trim()).toBe(
    path.join(session.paths.bin, 'workshop'),
  );
  const folder = path.join(session.paths.folder, 'no-node');
  mkdirSync(folder);
  const text = execFileSync(path.join(session.paths.bin, 'workshop'), ['--version'], {
    env: { PATH: folder },
  });
  expect(text.toString()).toMatch(/\d+\.\d+\.\d+/);
});

test('the commands of the session do not see the learner’s own Docker configuration', async () => {
  const bench = workbench();
  const { session } = await bench.open();
  mkdirSync(path.join(bench.folder, '.docker'), { recursive: true });
  const { stdout } = await type(session, 'echo "$DOCKER_CONFIG"');
  expect(stdout.trim()).toBe(session.paths.docker);
  expect(existsSync(path.join(bench.folder, '.docker', 'config.json'))).toBe(false);
});

test('what was typed in a step is what its checks see, with the variables of that moment', async () => {
  const { session } = await workbench().open();
  await session.progress.update((was) => ({ ...was, current: 'one' }));
  await type(session, 'dockerId=me; cd /usr');
  await type(session, 'echo "$dockerId"; false');
  await session.progress.update((was) => ({ ...was, current: 'two' }));
  await type(session, 'echo two');
  const { typed, workdir, vars } = await session.world('one');
  expect(typed.map(({ line, exitCode, cwd }) => ({ line, exitCode, cwd }))).toEqual([
    { line: 'dockerId=me; cd /usr', exitCode: 0, cwd: session.paths.work },
    { line: 'echo "$dockerId"; false', exitCode: 1, cwd: '/usr' },
  ]);
  expect(typed[1]!.env.dockerId).toBe('me');
  expect(typed[0]!.env.dockerId).toBeUndefined();
  expect(typed[0]!.env.HOME).toBeDefined();
  expect(workdir).toBe(session.paths.work);
  expect(vars).toEqual({});
});

test('the transcript tells line, folder, exit code, time and the ends of a long output', async () => {
  const { session } = await workbench().open();
  await type(session, 'seq 100000; exit 4');
  const [entry] = session.transcript.entries();
  expect(entry).toMatchObject({
    line: 'seq 100000; exit 4',
    exitCode: 4,
    cwd: session.paths.work,
    from: 'app',
  });
  expect(entry!.output!.head.startsWith('1\n2\n')).toBe(true);
  expect(entry!.output!.tail!.endsWith('99999\n100000\n')).toBe(true);
  expect(entry!.output!.total).toBe(588_895);
  expect(entry!.output!.head.length + entry!.output!.tail!.length).toBeLessThanOrEqual(16 * 1024);
  expect(Date.parse(entry!.at)).not.toBeNaN();
  expect(entry!.ms).toBeGreaterThanOrEqual(0);
});
