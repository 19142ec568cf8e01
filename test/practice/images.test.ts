import { expect, test } from 'vitest';
import { connectRegistry } from '../../src/registry/client/client.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { engineAtWork, lines, pull, request, temporaryFolder } from './engine-at-work.ts';

async function openRegistry() {
  const registry = createRegistry({ root: temporaryFolder() });
  const { port } = await registry.listen();
  return {
    registry,
    domain: `localhost:${port}`,
    client: connectRegistry({ url: `http://127.0.0.1:${port}` }),
  };
}

test('a pull chooses the platform, and keeps the digest of the index', async () => {
  const { socket, docker } = await engineAtWork();
  const hub = (await request(socket, 'GET', '/workshop/registries')).json['docker.io'] as string;
  const index = await connectRegistry({ url: hub }).manifest('library/alpine', 'latest');
  const told = lines(await pull(socket, 'alpine', 'latest', '&platform=linux/arm64'));
  expect(told[0]).toEqual({ status: 'Pulling from library/alpine', id: 'latest' });
  expect(told.map(({ status }) => status)).toContain('Pull complete');
  expect(told.at(-2)).toEqual({ status: `Digest: ${index!.digest}` });
  expect(told.at(-1)).toEqual({ status: 'Status: Downloaded newer image for alpine:latest' });
  const { Architecture, RepoDigests, Config } = await docker.getImage('alpine').inspect();
  expect([Architecture, RepoDigests]).toEqual(['arm64', [`alpine@${index!.digest}`]]);
  expect(Config.Labels['org.registry-workshop.practice']).toBe('true');
  const none = await pull(socket, 'alpine', 'latest', '&platform=linux/s390x');
  expect(none.text).toContain('no matching manifest for linux/s390x in the manifest list entries');
});

test('an image that shares layers is pulled without them', async () => {
  const { socket } = await engineAtWork();
  await pull(socket, 'alpine');
  const told = lines(await pull(socket, 'registry', '3')).map(({ status }) => status);
  expect(told.filter((status) => status === 'Already exists')).toHaveLength(1);
  expect(told.filter((status) => status === 'Pull complete')).toHaveLength(3);
});

test('pushed under any name to any registry an image has one digest', async () => {
  const { socket } = await engineAtWork();
  await pull(socket, 'busybox');
  const digests = new Set<unknown>();
  for (const name of ['a', 'team/b']) {
    const { registry, domain, client } = await openRegistry();
    await request(socket, 'POST', `/images/busybox/tag?repo=${domain}/${name}&tag=1`);
    const told = lines(await request(socket, 'POST', `/images/${domain}/${name}/push?tag=1`));
    expect(told[0]).toEqual({ status: `The push refers to repository [${domain}/${name}]` });
    const { aux } = told.at(-1) as { aux: { Tag: string; Digest: string; Size: number } };
    const manifest = await client.manifest(name, '1');
    expect(manifest).toMatchObject({
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      digest: aux.Digest,
    });
    expect(manifest!.bytes.length).toBe(aux.Size);
    digests.add(aux.Digest);
    await registry.close();
  }
  expect(digests.size).toBe(1);
});

test('a registry whose bytes are not what it says is not believed', async () => {
  const { socket, docker } = await engineAtWork();
  const { registry, domain, client } = await openRegistry();
  await pull(socket, 'busybox');
  await request(socket, 'POST', `/images/busybox/tag?repo=${domain}/x&tag=1`);
  await request(socket, 'POST', `/images/${domain}/x/push?tag=1`);
  const good = (await client.manifest('x', '1'))!.json as { layers: { digest: string; size: number }[] };
  const { config } = (await client.manifest('x', '1'))!.json as { config: { digest: string; size: number } };
  // A layer that is another blob than the configuration's diff_ids tell.
  const lie = { ...good, layers: [{ ...good.layers[0], digest: config.digest, size: config.size }] };
  const bytes = Buffer.from(JSON.stringify(lie));
  await client.putManifest('x', 'lie', 'application/vnd.docker.distribution.manifest.v2+json', bytes);
  await request(socket, 'DELETE', `/images/${domain}/x:1`);
  await request(socket, 'DELETE', '/images/busybox');
  const told = lines(await pull(socket, `${domain}/x`, 'lie'));
  expect(told.at(-1)?.error).toBe("layers from manifest don't match image configuration");
  expect(await docker.listImages()).toEqual([]);
  await registry.close();
});

test('names are removed one by one, and the image with the last', async () => {
  const { socket } = await engineAtWork();
  await pull(socket, 'alpine');
  const id = (await request(socket, 'GET', '/images/alpine/json')).json.Id as string;
  await request(socket, 'POST', '/images/alpine/tag?repo=other&tag=1');
  const byId = await request(socket, 'DELETE', `/images/${id}`);
  expect([byId.status, byId.json.message]).toEqual([
    409,
    `conflict: unable to delete ${id.slice(7, 19)} (must be forced) - image is referenced in multiple repositories`,
  ]);
  expect((await request(socket, 'DELETE', '/images/other:1')).json).toEqual([{ Untagged: 'other:1' }]);
  const created = await request(socket, 'POST', '/containers/create?name=user', { Image: 'alpine' });
  const user = String(created.json.Id).slice(0, 12);
  expect((await request(socket, 'DELETE', '/images/alpine')).json.message).toBe(
    `conflict: unable to remove repository reference "alpine" (must force) - container ${user} is using its referenced image ${id.slice(7, 19)}`,
  );
  await request(socket, 'DELETE', '/containers/user');
  const removed = (await request(socket, 'DELETE', '/images/alpine')).json as unknown as object[];
  expect(removed[0]).toEqual({ Untagged: 'alpine:latest' });
  expect(removed).toContainEqual({ Deleted: id });
  expect((await request(socket, 'GET', '/images/json')).json).toEqual([]);
});

test('lists are filtered by reference, label, dangling, before and since', async () => {
  const { socket, docker } = await engineAtWork();
  await pull(socket, 'alpine', '3.19');
  await pull(socket, 'alpine', '3.20');
  await pull(socket, 'busybox');
  await request(socket, 'POST', '/images/alpine:3.20/tag?repo=localhost:5000/team/alpine&tag=x');
  const tags = async (filters: Record<string, string[]>) =>
    (await docker.listImages({ filters: JSON.stringify(filters) }))
      .flatMap(({ RepoTags }) => RepoTags ?? [])
      .sort();
  expect(await tags({ reference: ['alpine'] })).toEqual(['alpine:3.19', 'alpine:3.20']);
  expect(await tags({ reference: ['alpine:*20'] })).toEqual(['alpine:3.20']);
  expect(await tags({ reference: ['localhost:5000/*/alpine'] })).toEqual(['localhost:5000/team/alpine:x']);
  expect(await tags({ since: ['alpine:3.19'] })).toEqual(['alpine:3.20', 'localhost:5000/team/alpine:x']);
  expect(await tags({ before: ['alpine:3.19'] })).toEqual(['busybox:latest']);
  expect(await tags({ label: ['org.registry-workshop.practice=true'] })).toHaveLength(4);
  expect(await tags({ dangling: ['true'] })).toEqual([]);
  const [top, ...rest] = await docker.getImage('alpine:3.20').history();
  expect(top).toMatchObject({
    CreatedBy: 'CMD ["/bin/sh"]',
    Size: 0,
    Tags: expect.arrayContaining(['alpine:3.20']) as string[],
  });
  expect(rest).toHaveLength(1);
});

test('a login is checked by the registry', async () => {
  const { socket } = await engineAtWork();
  const login = (serveraddress: string) =>
    request(socket, 'POST', '/auth', { username: 'me', password: 'no', serveraddress });
  const { registry, domain } = await openRegistry();
  expect((await login(domain)).json).toEqual({ IdentityToken: '', Status: 'Login Succeeded' });
  const hub = await login('https://index.docker.io/v1/');
  expect([hub.status, hub.json.message]).toEqual([
    401,
    'Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password',
  ]);
  await registry.close();
});
