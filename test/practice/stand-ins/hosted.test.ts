import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { engineAtWork, lines, pull, request } from '../engine-at-work.ts';

const act = (socket: string, site: string, action: string, values: object) =>
  request(socket, 'POST', `/workshop/sites/${site}/${action}`, values);

async function push(socket: string, name: string, auth: object): Promise<string> {
  await request(socket, 'POST', `/images/busybox/tag?repo=${name}&tag=1`);
  const headers = { 'X-Registry-Auth': Buffer.from(JSON.stringify(auth)).toString('base64url') };
  const reply = await request(socket, 'POST', `/images/${name}/push?tag=1`, undefined, headers);
  const last = lines(reply).at(-1) as { error?: string; aux?: unknown };
  return last.error ?? (last.aux ? 'pushed' : JSON.stringify(last));
}

const ECR = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';

test.each([
  ['ecr', 'AWS', `${ECR}/app`, 'app', "name unknown: The repository with name 'app' does not exist"],
  ['gitlab', 'anna', 'registry.gitlab.com/anna/shop/app', 'anna/shop', 'denied: requested access'],
  [
    'google',
    'oauth2accesstoken',
    'europe-docker.pkg.dev/p/shop/app',
    'p/shop',
    'name unknown: Repository "shop"',
  ],
  [
    'artifactory',
    'anna',
    'acme.jfrog.io/docker-local/app',
    'docker-local',
    'name unknown: Repository docker-local',
  ],
  ['harbor', 'anna', 'harbor.example/shop/app', 'shop', 'unauthorized: project shop not found'],
])('at %s something has to be there before the first push', async (site, user, name, place, refusal) => {
  const { socket } = await engineAtWork();
  await pull(socket, 'busybox');
  const { secret } = (await act(socket, site, 'token', { user })).json;
  const login = { username: user, password: secret };
  expect(await push(socket, name, {})).toMatch(/no basic auth credentials|unauthorized/);
  expect(await push(socket, name, { ...login, password: 'guessed' })).toMatch(/unauthorized/);
  expect(await push(socket, name, login)).toContain(refusal);
  expect((await act(socket, site, 'create', { name: place, immutable: 'true' })).status).toBe(200);
  expect((await act(socket, site, 'create', { name: place })).status).toBe(409);
  expect(await push(socket, name, login)).toBe('pushed');
  expect(await push(socket, name, login)).toMatch(/immutab/);
});

test('where a push makes what it needs, it does so below one’s own name only', async () => {
  const { socket, folder, engine } = await engineAtWork();
  await pull(socket, 'busybox');
  const loginAt = async (site: string, user: string): Promise<object> => ({
    username: user,
    password: (await act(socket, site, 'token', { user })).json.secret,
  });
  const github = await loginAt('ghcr', 'anna');
  expect(await push(socket, 'ghcr.io/anna/app', github)).toBe('pushed');
  expect(await push(socket, 'ghcr.io/berta/app', github)).toContain('permission_denied');
  const google = await loginAt('google', 'oauth2accesstoken');
  expect(await push(socket, 'europe-docker.pkg.dev/p/app', google)).toContain(
    'name invalid: Missing image name. Pushes should be of the form docker push HOST-NAME/PROJECT-ID/',
  );
  const quay = await loginAt('quay', 'anna+robot');
  expect(await push(socket, 'quay.io/anna/app', quay)).toBe('pushed');
  expect(await push(socket, 'quay.io/anna/deep/app', quay)).toContain('NAMESPACE/REPOSITORY');
  expect(await push(socket, 'docker.nexus.example/app', await loginAt('nexus', 'anna'))).toBe('pushed');
  expect(await push(socket, 'registry.example/app', github)).toContain('practice uses no network');

  // Names that were asked for are known to curl, now and after a restart.
  await request(socket, 'GET', `/workshop/registries?domain=${ECR}`);
  const settings = path.join(folder, 'stand-ins', 'curl-settings');
  expect(readFileSync(settings, 'utf8')).toContain(`${ECR}:443`);
  await engine.close();
  const again = await engineAtWork(folder);
  expect(readFileSync(settings, 'utf8')).toContain(`${ECR}:443`);
  expect(await push(again.socket, 'ghcr.io/anna/app', github)).toBe('pushed');
});
