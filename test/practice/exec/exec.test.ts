import { expect, test } from 'vitest';
import { program, runCommand } from '../../docker/run-docker.ts';
import { engineAtWork, pull, request, type EngineAtWork } from '../engine-at-work.ts';

/** A registry that runs, with a volume. */
async function hub(): Promise<EngineAtWork> {
  const work = await engineAtWork();
  await pull(work.socket, 'registry', '2');
  const created = await request(work.socket, 'POST', '/containers/create?name=hub', {
    Image: 'registry:2',
    Env: ['FROM_IMAGE=no'],
    HostConfig: { Binds: ['data:/var/lib/registry'] },
  });
  expect(created.status, created.text).toBe(201);
  expect((await request(work.socket, 'POST', '/containers/hub/start')).status).toBe(204);
  return work;
}

const exec = ({ host }: EngineAtWork, words: readonly string[], input = '') =>
  runCommand([process.execPath, '--', program, 'exec', ...words], { DOCKER_HOST: host }, input);

test('programs look into a container as busybox does', async () => {
  const work = await hub();
  const says = async (words: readonly string[], input?: string): Promise<unknown[]> => {
    const { code, stdout, stderr } = await exec(work, words, input);
    return [code, stdout, stderr];
  };
  expect(await says(['hub', 'cat', '/etc/alpine-release'])).toEqual([0, '3.18-practice\n', '']);
  expect(await says(['-w', '/etc', 'hub', 'cat', 'alpine-release'])).toEqual([0, '3.18-practice\n', '']);
  expect(await says(['hub', 'ls', '/etc/docker', '/var/lib'])).toEqual([
    0,
    '/etc/docker:\nregistry\n\n/var/lib:\nregistry\n',
    '',
  ]);
  expect(await says(['hub', 'ls', '-d', '/etc'])).toEqual([0, '/etc\n', '']);
  expect(await says(['hub', 'ls', '/nosuch'])).toEqual([1, '', 'ls: /nosuch: No such file or directory\n']);
  expect(await says(['hub', 'cat', '/etc'])).toEqual([1, '', 'cat: read error: Is a directory\n']);
  expect(await says(['-e', 'A=1', 'hub', 'sh', '-c', 'echo $A $FROM_IMAGE; pwd'])).toEqual([
    0,
    '1 no\n/\n',
    '',
  ]);
  expect(await says(['-i', 'hub', 'cat'], 'typed\n')).toEqual([0, 'typed\n', '']);
  expect(await says(['-i', 'hub', 'sh'], 'echo typed\n')).toEqual([0, 'typed\n', '']);
  expect(await says(['hub', 'sleep', 'x'])).toEqual([1, '', "sleep: invalid number 'x'\n"]);
  // The exit code of a real engine, too, as parity tells.
  expect((await exec(work, ['hub', 'nosuch'])).code).toBe(126);
  const pipe = await exec(work, ['hub', 'sh', '-c', 'ls | wc']);
  expect([pipe.code, pipe.stderr]).toEqual([2, expect.stringContaining('without `|`; a real engine has it')]);
});

test('a command is told by its id until long after its end, and only of a container that runs', async () => {
  const { socket } = await hub();
  const create = (name: string, body: object) => request(socket, 'POST', `/containers/${name}/exec`, body);
  const made = await create('hub', { Cmd: ['sh', '-c', 'exit 5'], AttachStdout: true });
  const id = String(made.json.Id);
  const look = async () => (await request(socket, 'GET', `/exec/${id}/json`)).json;
  expect(await look()).toMatchObject({ Running: false, ExitCode: null });
  expect((await request(socket, 'POST', `/exec/${id}/start`, {})).status).toBe(200);
  expect(await look()).toMatchObject({
    Running: false,
    ExitCode: 5,
    ProcessConfig: { entrypoint: 'sh', arguments: ['-c', 'exit 5'] },
  });
  const twice = await request(socket, 'POST', `/exec/${id}/start`, {});
  expect([twice.status, twice.json.message]).toEqual([409, `exec ${id} has already been started`]);
  expect((await request(socket, 'POST', '/exec/nosuch/start', {})).json.message).toBe(
    'No such exec instance: nosuch',
  );
  expect((await create('hub', { Cmd: [] })).json.message).toBe('No exec command specified');
  expect((await create('nosuch', { Cmd: ['ls'] })).status).toBe(404);
  await request(socket, 'POST', '/containers/hub/stop');
  const stopped = await create('hub', { Cmd: ['ls'] });
  expect([stopped.status, stopped.json.message]).toEqual([
    409,
    expect.stringMatching(/^Container \w{64} is not running$/),
  ]);
});
