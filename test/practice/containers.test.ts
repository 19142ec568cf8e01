import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import bcrypt from 'bcryptjs';
import { expect, test } from 'vitest';
import { engineAtWork, freePort, pull, request, temporaryFolder } from './engine-at-work.ts';

/** Creates and starts a registry container; returns its id. */
async function runRegistry(socket: string, name: string, host: object, more: object = {}): Promise<string> {
  await pull(socket, 'registry', '2');
  const created = await request(socket, 'POST', `/containers/create?name=${name}`, {
    Image: 'registry:2',
    HostConfig: host,
    ...more,
  });
  expect(created.status, created.text).toBe(201);
  const id = created.json.Id as string;
  expect((await request(socket, 'POST', `/containers/${id}/start`)).status).toBe(204);
  return id;
}

const publish = (port: number) => ({ PortBindings: { '5000/tcp': [{ HostPort: String(port) }] } });
const state = async (socket: string, id: string) =>
  (await request(socket, 'GET', `/containers/${id}/json`)).json.State as Record<string, unknown>;

test('a published port is open on this machine only, and closed with the container', async () => {
  const { socket, docker } = await engineAtWork();
  const port = await freePort();
  const id = await runRegistry(socket, 'registry', publish(port));
  expect((await fetch(`http://127.0.0.1:${port}/v2/`)).status).toBe(200);
  const { NetworkSettings, Mounts } = await docker.getContainer(id).inspect();
  expect(NetworkSettings.Ports).toEqual({ '5000/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] });
  expect(Mounts).toMatchObject([{ Type: 'volume', Destination: '/var/lib/registry' }]);
  await request(socket, 'POST', `/containers/${id}/stop`);
  expect(await state(socket, id)).toMatchObject({ Status: 'exited', ExitCode: 2, Running: false });
  await expect(fetch(`http://127.0.0.1:${port}/v2/`)).rejects.toThrow();
  expect((await request(socket, 'POST', `/containers/${id}/stop`)).status).toBe(304);
  await request(socket, 'DELETE', `/containers/${id}?v=1`);
  expect((await docker.listVolumes()).Volumes).toEqual([]);
});

test('a port that nothing serves takes connections and closes them', async () => {
  const { socket } = await engineAtWork();
  const port = await freePort();
  await runRegistry(socket, 'registry', { PortBindings: { '8080/tcp': [{ HostPort: String(port) }] } });
  const closed = await new Promise<boolean>((resolve) => {
    const client = net.connect(port, '127.0.0.1');
    client.on('close', () => resolve(true)).on('error', () => resolve(true));
  });
  expect(closed).toBe(true);
});

test('a port that another program holds is refused, and free again later', async () => {
  const { socket } = await engineAtWork();
  const other = net.createServer();
  const port = await new Promise<number>((resolve) =>
    other.listen(0, '127.0.0.1', () => resolve((other.address() as net.AddressInfo).port)),
  );
  await pull(socket, 'registry', '2');
  const { json } = await request(socket, 'POST', '/containers/create?name=registry', {
    Image: 'registry:2',
    HostConfig: publish(port),
  });
  const start = () => request(socket, 'POST', `/containers/${json.Id as string}/start`);
  const refused = await start();
  expect(refused.status).toBe(500);
  expect(refused.json.message).toContain(`Bind for 127.0.0.1:${port} failed: port is already allocated`);
  expect((await state(socket, 'registry')).Status).toBe('created');
  await new Promise((resolve) => other.close(resolve));
  expect((await start()).status).toBe(204);
});

test('settings come from the environment: passwords, deleting, another address', async () => {
  const { socket } = await engineAtWork();
  const port = await freePort();
  const auth = temporaryFolder();
  writeFileSync(path.join(auth, 'htpasswd'), `me:${bcrypt.hashSync('secret', 4)}\n`);
  await runRegistry(
    socket,
    'registry',
    { PortBindings: { '5001/tcp': [{ HostPort: String(port) }] }, Binds: [`${auth}:/auth:ro`] },
    {
      Env: [
        'REGISTRY_AUTH=htpasswd',
        'REGISTRY_AUTH_HTPASSWD_REALM=practice',
        'REGISTRY_AUTH_HTPASSWD_PATH=/auth/htpasswd',
        'REGISTRY_HTTP_ADDR=0.0.0.0:5001',
      ],
    },
  );
  const url = `http://127.0.0.1:${port}/v2/`;
  expect((await fetch(url)).status).toBe(401);
  const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
  expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
  const login = (password: string) =>
    request(socket, 'POST', '/auth', { username: 'me', password, serveraddress: `localhost:${port}` });
  expect((await login('secret')).status).toBe(200);
  expect((await login('wrong')).status).toBe(401);
});

test('a setting that makes no sense ends the container with a line in its log', async () => {
  const { socket } = await engineAtWork();
  const id = await runRegistry(socket, 'registry', {}, { Env: ['REGISTRY_STORAGE_DELET_ENABLED=true'] });
  await expect.poll(async () => (await state(socket, id)).Status).toBe('exited');
  expect((await state(socket, id)).ExitCode).toBe(1);
  const { text } = await request(socket, 'GET', `/containers/${id}/logs?stderr=1`);
  expect(text).toContain('did you mean `REGISTRY_STORAGE_DELETE_ENABLED`?');
});

test('data lies in a bind mount under the layout of the real registry', async () => {
  const { socket } = await engineAtWork();
  const port = await freePort();
  const data = path.join(temporaryFolder(), 'data');
  await runRegistry(socket, 'registry', { ...publish(port), Binds: [`${data}:/var/lib/registry`] });
  await request(socket, 'POST', `/images/registry:2/tag?repo=localhost:${port}/r&tag=1`);
  await request(socket, 'POST', `/images/localhost:${port}/r/push?tag=1`);
  const link = readFileSync(
    path.join(data, 'docker/registry/v2/repositories/r/_manifests/tags/1/current/link'),
    'utf8',
  );
  expect(link).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('logs have two streams, times, a tail, and are followed to the end', async () => {
  const { socket, docker } = await engineAtWork();
  const port = await freePort();
  const id = await runRegistry(socket, 'registry', publish(port));
  const follow = (await docker
    .getContainer(id)
    .logs({ follow: true, stdout: true, stderr: true })) as NodeJS.ReadableStream;
  let heard = '';
  let ended = false;
  follow.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  follow.on('end', () => (ended = true));
  await fetch(`http://127.0.0.1:${port}/v2/`);
  await expect.poll(() => heard).toContain('"GET /v2/ HTTP/1.1" 200');
  await request(socket, 'POST', `/containers/${id}/kill`);
  await expect.poll(() => ended).toBe(true);
  const logs = async (query: string) =>
    (await request(socket, 'GET', `/containers/${id}/logs?${query}`)).text;
  expect(await logs('stdout=1')).not.toContain('listening on');
  expect(await logs('stderr=1&tail=0')).toBe('');
  expect(await logs('stderr=1&timestamps=1')).toMatch(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z time=/);
  expect((await request(socket, 'GET', `/containers/${id}/logs`)).json.message).toBe(
    'Bad parameters: you must choose at least one stream',
  );
});

test('wait answers with the exit code, and a removed container is waited for too', async () => {
  const { socket } = await engineAtWork();
  const id = await runRegistry(socket, 'registry', { AutoRemove: true });
  const removed = request(socket, 'POST', `/containers/${id}/wait?condition=removed`);
  await request(socket, 'POST', `/containers/${id}/kill?signal=KILL`);
  expect((await removed).json).toEqual({ StatusCode: 137 });
  expect((await request(socket, 'GET', `/containers/${id}/json`)).status).toBe(404);
});

test('a restart policy starts what ended by itself, and leaves what was stopped', async () => {
  const { socket } = await engineAtWork();
  const id = await runRegistry(
    socket,
    'failing',
    { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } },
    { Env: ['REGISTRY_HTTP_ADDR=nonsense'] },
  );
  await expect.poll(async () => (await state(socket, id)).Status).toBe('exited');
  const { json } = await request(socket, 'GET', `/containers/${id}/json`);
  expect(json.RestartCount).toBe(2);
  const steady = await runRegistry(socket, 'steady', { RestartPolicy: { Name: 'always' } });
  await request(socket, 'POST', `/containers/${steady}/stop`);
  expect((await state(socket, steady)).Status).toBe('exited');
});

test('lists, names and renaming follow the rules of Docker', async () => {
  const { socket, docker } = await engineAtWork();
  await runRegistry(socket, 'one', {}, { Labels: { who: 'me' } });
  await request(socket, 'POST', '/containers/create?name=two', { Image: 'registry:2' });
  const names = async (options: object) =>
    (await docker.listContainers(options)).flatMap(({ Names }) => Names);
  expect(await names({})).toEqual(['/one']);
  expect(await names({ all: true })).toEqual(['/two', '/one']);
  expect(await names({ all: true, filters: { name: ['tw'] } })).toEqual(['/two']);
  expect(await names({ filters: { status: ['created'] } })).toEqual(['/two']);
  expect(await names({ all: true, filters: { label: ['who=me'] } })).toEqual(['/one']);
  expect(await names({ all: true, filters: { ancestor: ['registry:2'] } })).toHaveLength(2);
  const rename = (to: string) => request(socket, 'POST', `/containers/two/rename?name=${to}`);
  expect((await rename('one')).json.message).toMatch(
    /^Error when allocating new name: Conflict\. The container name "\/one"/,
  );
  expect((await rename('two')).json.message).toBe(
    'Renaming a container with the same name as its current name',
  );
  expect((await rename('three')).status).toBe(204);
  expect((await request(socket, 'GET', '/containers/three/json')).json.Name).toBe('/three');
  expect((await request(socket, 'POST', '/containers/three/kill')).json.message).toMatch(
    /^Cannot kill container: three: Container [0-9a-f]{64} is not running$/,
  );
  const nameless = await request(socket, 'POST', '/containers/create', { Image: 'registry:2' });
  const { json } = await request(socket, 'GET', `/containers/${nameless.json.Id as string}/json`);
  expect(json.Name).toMatch(/^\/[a-z]+_[a-z]+$/);
});

test('mounts that cannot be are refused before anything is made', async () => {
  const { socket, docker } = await engineAtWork();
  await pull(socket, 'registry', '2');
  const create = async (host: object) =>
    (await request(socket, 'POST', '/containers/create?name=it', { Image: 'registry:2', HostConfig: host }))
      .json.message;
  expect(await create({ Binds: ['rel/x:/data'] })).toContain(
    'includes invalid characters for a local volume name',
  );
  expect(await create({ Binds: ['/x:data'] })).toContain(
    "invalid mount path: 'data' mount path must be absolute",
  );
  expect(await create({ Binds: ['/x:/data:zz'] })).toBe('invalid mode: zz');
  expect(await create({ Mounts: [{ Type: 'bind', Source: '/nope/nope', Target: '/d' }] })).toBe(
    'invalid mount config for type "bind": bind source path does not exist: /nope/nope',
  );
  expect(await create({ RestartPolicy: { Name: 'foo' } })).toBe("invalid restart policy 'foo'");
  expect((await docker.listContainers({ all: true })).length).toBe(0);
  expect((await docker.listVolumes()).Volumes).toEqual([]);
  const inside = path.join(temporaryFolder(), 'b');
  mkdirSync(inside);
  expect(await create({ Binds: [`${inside}:/data`, `${inside}:/data`] })).toBe(
    'Duplicate mount point: /data',
  );
});
