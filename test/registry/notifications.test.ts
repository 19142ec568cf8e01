import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import { basicAuth } from '../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../src/registry/auth/passwords.ts';
import type { RegistryEvent } from '../../src/registry/server/registry-event.ts';
import { contentOf, pushImage } from './content.ts';
import { settingsFromEnvironment } from '../../src/registry/settings/read-settings.ts';
import { startRegistry } from './start.ts';

/** A webhook that refuses the first deliveries. */
async function startHook(refuse = 0) {
  const events: RegistryEvent[] = [];
  let left = refuse;
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const refused = left-- > 0;
      if (!refused) events.push(...(body as { events: RegistryEvent[] }).events);
      response.writeHead(refused ? 503 : 200).end();
    });
    expect(request.headers['content-type']).toBe('application/vnd.docker.distribution.events.v1+json');
    expect(request.headers['x-secret']).toBe('s');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { events, endpoint: { name: 'hook', url, headers: { 'X-Secret': 's' }, backoffMs: 10 } };
}

test('pushes, mounts, pulls and deletions are reported in order, also to an endpoint that was away', async () => {
  const hook = await startHook(3);
  const { url } = await startRegistry({ notifications: [hook.endpoint] });
  const manifest = await pushImage(url, 'team/app', 'v1');
  const layer = contentOf('layer of v1').digest;
  await fetch(`${url}/v2/b/blobs/uploads/?mount=${layer}&from=team/app`, { method: 'POST' });
  await (await fetch(`${url}/v2/team/app/manifests/v1`)).text();
  await fetch(`${url}/v2/team/app/blobs/${layer}`, { method: 'HEAD' });
  await (await fetch(`${url}/v2/team/app/blobs/${layer}`)).text();
  await fetch(`${url}/v2/team/app/manifests/nothing`);
  await fetch(`${url}/v2/team/app/manifests/v1`, { method: 'DELETE' });
  await expect.poll(() => hook.events.length).toBe(7);
  const short = hook.events.map(({ action, target }) => [
    action,
    target.repository,
    target.tag,
    target.digest,
  ]);
  expect(short).toEqual([
    ['push', 'team/app', undefined, contentOf('{"seed":"v1"}').digest],
    ['push', 'team/app', undefined, layer],
    ['push', 'team/app', 'v1', manifest.digest],
    ['mount', 'b', undefined, layer],
    ['pull', 'team/app', 'v1', manifest.digest],
    ['pull', 'team/app', undefined, layer],
    ['delete', 'team/app', 'v1', undefined],
  ]);
  expect(hook.events[2]).toMatchObject({
    target: {
      mediaType: MEDIA_TYPES.ociManifest,
      size: manifest.bytes.length,
      url: `${url}/v2/team/app/manifests/${manifest.digest}`,
    },
    request: { method: 'PUT', host: url.slice('http://'.length) },
  });
  expect(hook.events[3]!.target.fromRepository).toBe('team/app');
});

test('the user is named', async () => {
  const hook = await startHook();
  const auth = basicAuth({ realm: 'r', passwords: passwordsOf({ me: 'pw' }) });
  const { registry, url } = await startRegistry({ notifications: [hook.endpoint], auth });
  const blob = contentOf('x');
  const { parseDigest } = await import('../../src/image/digest.ts');
  await registry.store.blobs.write(parseDigest(blob.digest)!, blob.bytes);
  await registry.store.layers.add('app', parseDigest(blob.digest)!);
  const headers = { Authorization: `Basic ${btoa('me:pw')}` };
  await (await fetch(`${url}/v2/app/blobs/${blob.digest}`, { headers })).text();
  await expect.poll(() => hook.events.length).toBe(1);
  expect(hook.events[0]).toMatchObject({ action: 'pull', actor: { name: 'me' } });
});

test('the endpoints of a config.yml, with Go’s durations', () => {
  const text = `
version: 0.1
notifications:
  endpoints:
    - { name: hook, url: "http://127.0.0.1:1/hook", timeout: 500ms, backoff: 2s, threshold: 5, headers: { X-A: [a, b] } }
    - { name: off, url: "http://127.0.0.1:1/off", disabled: true }
`;
  expect(settingsFromEnvironment({}, { path: 'config.yml', text }).notifications).toEqual([
    {
      name: 'hook',
      url: 'http://127.0.0.1:1/hook',
      timeoutMs: 500,
      backoffMs: 2000,
      headers: { 'X-A': 'a, b' },
    },
  ]);
  const wrong = text.replace('500ms', 'soon');
  expect(() => settingsFromEnvironment({}, { path: 'config.yml', text: wrong })).toThrow('no duration');
});
