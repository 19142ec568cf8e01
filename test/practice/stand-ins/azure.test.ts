import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { connectRegistry } from '../../../src/registry/client/client.ts';
import { told, verdict, world } from '../../checks/world.ts';
import { engineAtWork, lines, pull, request, temporaryFolder } from '../engine-at-work.ts';

type Answer = Record<string, unknown> & { message?: string; result?: Record<string, unknown> };

const az = async (socket: string, command: string, flags: object = {}): Promise<Answer> =>
  (await request(socket, 'POST', '/workshop/azure', { command, flags })).json;

const urlOf = async (socket: string, domain: string): Promise<string | undefined> =>
  (await request(socket, 'GET', `/workshop/registries?domain=${domain}`)).json[domain] as string | undefined;

async function push(socket: string, name: string, auth: object): Promise<string> {
  await request(socket, 'POST', `/images/busybox/tag?repo=${name}&tag=1`);
  const headers = { 'X-Registry-Auth': Buffer.from(JSON.stringify(auth)).toString('base64url') };
  const reply = await request(socket, 'POST', `/images/${name}/push?tag=1`, undefined, headers);
  return JSON.stringify(lines(reply).at(-1));
}

test('a registry is there once it was created, and has three ways in', async () => {
  const { socket, folder, engine } = await engineAtWork();
  await pull(socket, 'busybox');
  const create = { name: 'Acme1', 'resource-group': 'lab', sku: 'basic' };
  expect((await az(socket, 'acr create', create)).message).toContain("Please run 'az login'");
  await az(socket, 'login');
  expect((await az(socket, 'acr create', create)).message).toContain(
    "Resource group 'lab' could not be found",
  );
  await az(socket, 'group create', { name: 'lab', location: 'westeurope' });
  expect((await az(socket, 'acr create', { ...create, name: 'a-b-c-d' })).message).toContain('alpha numeric');
  expect(await urlOf(socket, 'acme1.azurecr.io')).toBeUndefined();
  expect((await az(socket, 'acr create', create)).result).toMatchObject({
    loginServer: 'acme1.azurecr.io',
    adminUserEnabled: false,
  });
  expect((await az(socket, 'acr create', create)).message).toContain('already in use');

  const server = 'acme1.azurecr.io';
  expect(await push(socket, `${server}/app`, {})).toContain(
    'unauthorized: authentication required, visit https://aka.ms/acr/authorization',
  );
  const { accessToken } = (await az(socket, 'acr login', { name: 'acme1' })).result as {
    accessToken: string;
  };
  const own = { username: '00000000-0000-0000-0000-000000000000', password: accessToken };
  expect(await push(socket, `${server}/app`, own)).toContain('sha256:');

  const made = await az(socket, 'acr token create', {
    name: 'builder',
    registry: 'acme1',
    repository: 'app content/read',
  });
  const { credentials } = made.result as { credentials: { passwords: { value: string }[] } };
  const url = (await urlOf(socket, server))!;
  const reader = connectRegistry({
    url,
    credentials: { username: 'builder', password: credentials.passwords[0]!.value },
  });
  expect(await reader.tags('app')).toEqual(['1']);
  await expect(reader.tags('other')).rejects.toMatchObject({ status: 401 });
  expect(
    await push(socket, `${server}/app`, { username: 'builder', password: credentials.passwords[0]!.value }),
  ).not.toContain('sha256:');

  expect((await az(socket, 'acr credential show', { name: 'acme1' })).message).toContain(
    '--admin-enabled true',
  );
  await az(socket, 'acr update', { name: 'acme1', 'admin-enabled': 'true' });
  const shown = (await az(socket, 'acr credential show', { name: 'acme1' })).result as {
    passwords: { value: string }[];
  };
  const admin = { username: 'Acme1', password: shown.passwords[1]!.value };
  expect(await connectRegistry({ url, credentials: admin }).catalog()).toEqual(['app']);

  await engine.close();
  const again = (await engineAtWork(folder)).socket;
  const later = (await urlOf(again, server))!;
  expect(await connectRegistry({ url: later, credentials: own }).tags('app')).toEqual(['1']);
  expect(await connectRegistry({ url: later, credentials: admin }).tags('app')).toEqual(['1']);
  await az(again, 'acr update', { name: 'acme1', 'admin-enabled': 'false' });
  await expect(connectRegistry({ url: later, credentials: admin }).tags('app')).rejects.toMatchObject({
    status: 401,
  });
  expect((await az(again, 'group delete', { name: 'lab', yes: 'true' })).message).toBeUndefined();
  expect(await urlOf(again, server)).toBeUndefined();
});

test('a registry that was created under another name is told beside the one that is missing', async () => {
  const { socket, host } = await engineAtWork();
  const wanted = { login: { registry: 'acme.azurecr.io' } };
  const dockerConfig = temporaryFolder();
  const auth = Buffer.from('anna:secret').toString('base64');
  writeFileSync(
    path.join(dockerConfig, 'config.json'),
    JSON.stringify({ auths: { 'acme.azurecr.io': { auth } } }),
  );
  const look = async (check: Record<string, unknown>) =>
    told(await verdict(check, world({ host, dockerConfig })));
  const nobody =
    'there is no registry `acme.azurecr.io` | Was it created, and is the name spelled as it was there?';
  expect(await look(wanted)).toBe(nobody);
  await az(socket, 'login');
  await az(socket, 'group create', { name: 'lab', location: 'westeurope' });
  for (const name of ['acne1', 'Shop1'])
    await az(socket, 'acr create', { name, 'resource-group': 'lab', sku: 'Basic' });
  const others =
    'there is no registry `acme.azurecr.io` | there is `acne1.azurecr.io` and `shop1.azurecr.io` | A registry keeps the name that it was created with: create one called `acme`.';
  expect(await look(wanted)).toBe(others);
  expect(await look({ http: { url: 'https://acme.azurecr.io/v2/', status: 401 } })).toBe(others);
  expect(await look({ tags: { repository: 'acme.azurecr.io/app', has: '1' } })).toBe(others);
  expect(await look({ tags: { repository: 'registry.example/app', has: '1' } })).toContain('Was it created');
});

test("Azure's token for a registry is exchanged as its own clients do it", async () => {
  const { socket } = await engineAtWork();
  await az(socket, 'login');
  await az(socket, 'group create', { name: 'lab', location: 'westeurope' });
  await az(socket, 'acr create', { name: 'acme1', 'resource-group': 'lab', sku: 'Basic' });
  const url = (await urlOf(socket, 'acme1.azurecr.io'))!;
  const { result } = await az(socket, 'account get-access-token');
  const form = (path: string, fields: Record<string, string>) =>
    fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(fields) });
  const service = 'acme1.azurecr.io';
  const wrong = await form('/oauth2/exchange', { grant_type: 'access_token', service, access_token: 'x' });
  expect(wrong.status).toBe(401);
  const exchanged = await form('/oauth2/exchange', {
    grant_type: 'access_token',
    service,
    access_token: String(result!.accessToken),
  });
  const { refresh_token } = (await exchanged.json()) as { refresh_token: string };
  const scope = 'registry:catalog:*';
  const bought = await form('/oauth2/token', { grant_type: 'refresh_token', service, scope, refresh_token });
  const { access_token } = (await bought.json()) as { access_token: string };
  const catalog = await fetch(`${url}/v2/_catalog`, { headers: { Authorization: `Bearer ${access_token}` } });
  expect(catalog.status).toBe(200);
});
