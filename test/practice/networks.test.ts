import { expect, test } from 'vitest';
import { engineAtWork, freePort, pull, request } from './engine-at-work.ts';

interface Network {
  readonly Name: string;
  readonly Id: string;
  readonly Driver: string;
  readonly IPAM: { readonly Config: readonly { readonly Subnet: string }[] };
  readonly Containers: Readonly<Record<string, { readonly Name: string }>>;
}

async function list(socket: string, filters: object = {}): Promise<string[]> {
  const query = encodeURIComponent(JSON.stringify(filters));
  const { json } = await request(socket, 'GET', `/networks?filters=${query}`);
  return (json as unknown as Network[]).map(({ Name }) => Name);
}

const create = (socket: string, body: object) => request(socket, 'POST', '/networks/create', body);
const look = async (socket: string, name: string): Promise<Network> =>
  (await request(socket, 'GET', `/networks/${name}`)).json as unknown as Network;

test('three networks are always there, and one makes more, each with addresses of its own', async () => {
  const { socket, folder, engine } = await engineAtWork();
  expect(await list(socket)).toEqual(['bridge', 'host', 'none']);
  for (const Name of ['lab', 'other']) expect((await create(socket, { Name })).status).toBe(201);
  const [lab, other] = [await look(socket, 'lab'), await look(socket, 'other')];
  expect(lab.IPAM.Config[0]!.Subnet).toMatch(/^172\.\d+\.0\.0\/16$/);
  expect(other.IPAM.Config[0]!.Subnet).not.toBe(lab.IPAM.Config[0]!.Subnet);
  expect((await look(socket, lab.Id.slice(0, 12))).Name).toBe('lab');
  const own = { Name: 'own', IPAM: { Config: [{ Subnet: '10.9.0.0/24' }] }, Labels: { role: 'test' } };
  await create(socket, own);
  expect((await look(socket, 'own')).IPAM.Config).toEqual([{ Subnet: '10.9.0.0/24' }]);

  expect(await list(socket, { label: ['role=test'] })).toEqual(['own']);
  expect(await list(socket, { name: ['o'], type: ['custom'] })).toEqual(['other', 'own']);
  expect(await list(socket, { driver: ['null'] })).toEqual(['none']);
  expect(await list(socket, { type: ['builtin'] })).toEqual(['bridge', 'host', 'none']);
  expect(await list(socket, { dangling: ['true'] })).toEqual(['lab', 'other', 'own']);

  await engine.close();
  const again = await engineAtWork(folder);
  expect(await list(again.socket)).toEqual(['bridge', 'host', 'none', 'lab', 'other', 'own']);
});

test('a network that cannot be is refused with the status and the words of Docker', async () => {
  const { socket } = await engineAtWork();
  await create(socket, { Name: 'lab' });
  const refused = async (body: object): Promise<unknown[]> => {
    const { status, json } = await create(socket, body);
    return [status, json.message];
  };
  expect(await refused({ Name: 'lab' })).toEqual([409, 'network with name lab already exists']);
  expect(await refused({ Name: 'bridge' })).toEqual([
    403,
    'operation is not permitted on predefined bridge network',
  ]);
  expect(await refused({ Name: 'x', Driver: 'host' })).toEqual([
    403,
    'only one instance of "host" network is allowed',
  ]);
  expect(await refused({ Name: 'x', Driver: 'nosuch' })).toEqual([404, 'plugin "nosuch" not found']);
  expect(await refused({ Name: 'x', Driver: 'overlay' })).toEqual([
    403,
    'practice has no networks that span nodes; a real engine has (--engine docker)',
  ]);
  expect((await request(socket, 'DELETE', '/networks/bridge')).json.message).toBe(
    'bridge is a pre-defined network and cannot be removed',
  );
  expect((await request(socket, 'DELETE', '/networks/nosuch')).status).toBe(404);
});

test('a container joins and leaves; a network with a running one stays, and a prune takes the unused', async () => {
  const { socket } = await engineAtWork();
  await pull(socket, 'registry', '2');
  for (const Name of ['lab', 'second', 'unused']) await create(socket, { Name });
  const port = { '5000/tcp': [{ HostPort: String(await freePort()) }] };
  const made = await request(socket, 'POST', '/containers/create?name=hub', {
    Image: 'registry:2',
    HostConfig: { NetworkMode: 'lab', PortBindings: port },
  });
  const id = String(made.json.Id);
  expect((await request(socket, 'POST', '/containers/hub/start')).status).toBe(204);
  expect((await look(socket, 'lab')).Containers[id]).toMatchObject({ Name: 'hub' });

  const join = (network: string, verb: string) =>
    request(socket, 'POST', `/networks/${network}/${verb}`, { Container: 'hub' });
  expect((await join('second', 'connect')).status).toBe(200);
  expect((await join('second', 'connect')).json.message).toBe(
    'endpoint with name hub already exists in network second',
  );
  expect(Object.keys((await look(socket, 'second')).Containers)).toEqual([id]);
  const { json } = await request(socket, 'GET', '/containers/hub/json');
  expect(Object.keys((json.NetworkSettings as { Networks: object }).Networks).sort()).toEqual([
    'lab',
    'second',
  ]);
  expect((await request(socket, 'DELETE', '/networks/second')).json.message).toMatch(
    /^error while removing network: network second id \w+ has active endpoints$/,
  );
  expect((await join('second', 'disconnect')).status).toBe(200);
  expect((await join('second', 'disconnect')).json.message).toBe(
    `container ${id} is not connected to network second`,
  );
  expect((await request(socket, 'POST', '/networks/prune')).json.NetworksDeleted).toEqual([
    'second',
    'unused',
  ]);
  expect(await list(socket, { type: ['custom'] })).toEqual(['lab']);
});
