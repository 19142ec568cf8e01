import { expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../src/fault.ts';
import { parseDigest } from '../../src/image/digest.ts';
import { basicAuth } from '../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../src/registry/auth/passwords.ts';
import { Notifier } from '../../src/registry/notifications.ts';
import type { RegistryEvent } from '../../src/registry/server/registry-event.ts';
import { settingsFromEnvironment } from '../../src/registry/settings/read-settings.ts';
import { contentOf, pushImage } from './content.ts';
import { eventsOf, TOLD } from './notified.ts';
import { startRegistry } from './start.ts';
import { startWebhook } from './webhook.ts';

test('pushes, mounts, pulls and deletions are told in the form of Docker’s registry', async () => {
  const hook = await startWebhook();
  const { url } = await startRegistry({ notifications: [{ name: 'hook', url: hook.url }], source: 'SOURCE' });
  expect(await eventsOf(url, hook)).toEqual(TOLD);
  expect(hook.headers[0]!['content-type']).toBe('application/vnd.docker.distribution.events.v1+json');
});

test('the deletion of a tag names the tag', async () => {
  const hook = await startWebhook();
  const { url } = await startRegistry({ notifications: [{ name: 'hook', url: hook.url }] });
  await pushImage(url, 'team/app', 'v1');
  await fetch(`${url}/v2/team/app/manifests/v1`, { method: 'DELETE' });
  await expect.poll(() => hook.events.length).toBe(4);
  expect(hook.events[3]).toMatchObject({ action: 'delete', target: { repository: 'team/app', tag: 'v1' } });
});

test('an endpoint that was away gets everything, in order, and the log says that it was', async () => {
  let left = 3;
  const hook = await startWebhook(() => (left-- > 0 ? 503 : 200));
  const endpoint = { name: 'hook', url: hook.url, backoffMs: 10, headers: { 'X-Secret': 's' } };
  const { url, errors } = await startRegistry({ notifications: [endpoint] });
  const manifest = await pushImage(url, 'team/app', 'v1');
  await expect.poll(() => hook.events.length).toBe(3);
  expect(hook.events.map(({ target }) => target.digest)).toEqual([
    contentOf('{"seed":"v1"}').digest,
    contentOf('layer of v1').digest,
    manifest.digest,
  ]);
  expect(hook.headers.every((each) => each['x-secret'] === 's')).toBe(true);
  expect(errors.map(String)).toEqual([
    `Error: the endpoint hook of the notifications did not take an event (status 503); it is tried again`,
  ]);
});

test('an endpoint whose URL has a login gets it as a header, as other clients of HTTP send it', async () => {
  const hook = await startWebhook();
  const url = hook.url.replace('//', '//me:p%40w@');
  const served = await startRegistry({ notifications: [{ name: 'hook', url }] });
  await pushImage(served.url, 'app', 'v1');
  await expect.poll(() => hook.events.length).toBe(3);
  expect(hook.headers[0]!.authorization).toBe(`Basic ${btoa('me:p@w')}`);
});

test('what an endpoint does not want to hear of is not sent', async () => {
  const hook = await startWebhook();
  const endpoint = {
    name: 'hook',
    url: hook.url,
    ignore: { mediaTypes: ['application/octet-stream'], actions: ['pull'] },
  };
  const { url } = await startRegistry({ notifications: [endpoint] });
  await pushImage(url, 'app', 'v1');
  await (await fetch(`${url}/v2/app/manifests/v1`)).text();
  await fetch(`${url}/v2/app/manifests/v1`, { method: 'DELETE' });
  await expect.poll(() => hook.events.length).toBe(2);
  expect(hook.events.map(({ action, target }) => [action, target.tag])).toEqual([
    ['push', 'v1'],
    ['delete', 'v1'],
  ]);
});

test('of too many events the oldest are lost, but never the one on its way', async () => {
  let go = () => {};
  const held = new Promise<number>((resolve) => (go = () => resolve(200)));
  const hook = await startWebhook(() => held);
  const notifier = new Notifier({ name: 'hook', url: hook.url, timeoutMs: 60_000 });
  onTestFinished(() => notifier.close());
  const add = (id: number) => notifier.add({ id: String(id) } as unknown as RegistryEvent);
  add(0);
  await expect.poll(() => hook.headers.length).toBe(1);
  for (let id = 1; id <= 1002; id += 1) add(id);
  go();
  await expect.poll(() => hook.events.at(-1)?.id, { timeout: 30_000 }).toBe('1002');
  const ids = hook.events.map(({ id }) => Number(id));
  expect(ids.length).toBe(1001);
  expect(ids.slice(0, 3)).toEqual([0, 3, 4]);
});

test('the user is named', async () => {
  const hook = await startWebhook();
  const auth = basicAuth({ realm: 'r', passwords: passwordsOf({ me: 'pw' }) });
  const { registry, url } = await startRegistry({ notifications: [{ name: 'hook', url: hook.url }], auth });
  const blob = contentOf('x');
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
storage: filesystem
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

const endpointsWith = (written: string) =>
  settingsFromEnvironment({ REGISTRY_NOTIFICATIONS_ENDPOINTS: written }).notifications;

test.each([
  '[{name: h, url: "http://x/"}]',
  '[{"name":"h","url":"http://x/"}]',
  '- name: h\n  url: http://x/',
])('the endpoints of a variable: %s', (written) => {
  expect(endpointsWith(written)).toEqual([{ name: 'h', url: 'http://x/', headers: {} }]);
});

test('what an endpoint is not told of, in both forms of the setting', () => {
  const written = `[{name: h, url: "http://x/", ignoredmediatypes: [a/b], ignore: {mediatypes: [c/d], actions: [pull]}}]`;
  expect(endpointsWith(written)![0]!.ignore).toEqual({ mediaTypes: ['a/b', 'c/d'], actions: ['pull'] });
});

test.each([
  ['h', 'is no list'],
  ['{name: h}', 'no setting `notifications.endpoints.name`'],
  ['[{name: h}]', 'needs a `url`'],
  ['[{name: h, url: "ftp://x"}]', 'needs a `url`'],
  ['[{name: h, url: "http://me:%secret@x/"}]', 'needs a `url`'],
  ['[{name: h, url: "http://me:secret@x/", tiemout: 1s}]', 'no setting `tiemout`'],
  ['[{name: h, url: "http://me:secret@x/", headers: {A: b}}]', 'the header A takes a list'],
  ['[{name: h, url: "http://me:secret@x/", timeout: soon}]', 'no duration'],
  ['[{name: h, url: "http://me:secret@x/", ', 'no valid YAML'],
])('endpoints that cannot be: %s', (written, what) => {
  try {
    endpointsWith(written);
    expect.unreachable();
  } catch (error) {
    const { message, todo } = error as Fault;
    expect(message).toContain(what);
    expect(message).toContain('REGISTRY_NOTIFICATIONS_ENDPOINTS');
    expect(`${message} ${todo}`).not.toContain('secret');
  }
});
