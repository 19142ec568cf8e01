import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { basicAuth } from '../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../src/registry/auth/passwords.ts';
import type { AccessEvent } from '../../src/registry/access-log.ts';
import { serveSettings } from '../../src/registry/serve.ts';
import { settingsFromEnvironment } from '../../src/registry/settings/read-settings.ts';
import { contentOf, pushBlob } from './content.ts';
import { startRegistry, temporaryFolder } from './start.ts';

const blob = contentOf(Buffer.alloc(300_000, 'a layer'));

/** A client may have its answer before the request is logged. */
async function oneMore(logged: readonly unknown[], ask: () => Promise<unknown>): Promise<void> {
  const before = logged.length;
  await ask();
  await expect.poll(() => logged.length).toBeGreaterThan(before);
}

test('a push and its pulls are logged with the bytes that came and went', async () => {
  const { url, events } = await startRegistry();
  await pushBlob(url, 'team/app', blob);
  await expect.poll(() => events.length).toBe(2);
  const path = `/v2/team/app/blobs/${blob.digest}`;
  for (const [method, headers] of [
    ['HEAD', {}],
    ['GET', {}],
    ['GET', { Range: 'bytes=10-29' }],
    ['GET', { Range: 'bytes=999999-' }],
  ] as const) {
    await oneMore(events, async () => (await fetch(url + path, { method, headers })).arrayBuffer());
  }
  const refusal = events[5]!.bytesOut;
  expect(events.map(({ method, status, bytesIn, bytesOut }) => [method, status, bytesIn, bytesOut])).toEqual([
    ['POST', 202, 0, 0],
    ['PUT', 201, 300_000, 0],
    ['HEAD', 200, 0, 0],
    ['GET', 200, 0, 300_000],
    ['GET', 206, 0, 20],
    ['GET', 416, 0, refusal],
  ]);
  expect(refusal).toBeGreaterThan(0);
  expect(events[3]).toMatchObject({ path, repository: 'team/app', host: url.slice('http://'.length) });
});

test('a push that a client takes its time for is logged with that time, from its first byte on', async () => {
  const { url, events } = await startRegistry();
  const started = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
  const began = Date.now();
  const sending = request(started.headers.get('location')!, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/octet-stream' },
  });
  sending.write('first');
  await wait(400);
  sending.end('last');
  await new Promise<void>((resolve) =>
    sending.on('response', (response) => response.resume().on('end', resolve)),
  );
  const took = Date.now() - began;
  await expect.poll(() => events.length).toBe(2);
  const [quick, slow] = events as [AccessEvent, AccessEvent];
  expect(slow.ms / took).toBeGreaterThan(0.7);
  expect(slow.ms / took).toBeLessThan(1.1);
  expect(quick.ms).toBeGreaterThan(0);
  expect(quick.ms).toBeLessThan(slow.ms);
  expect(Math.abs(Date.parse(slow.time) - began)).toBeLessThan(took / 2);
});

test('who asks is the other end of the connection, or whom a proxy in front names', async () => {
  const { url, events } = await startRegistry();
  const asked: Record<string, string>[] = [
    {},
    { 'X-Forwarded-For': '192.0.2.1, 198.51.100.7' },
    { 'X-Real-IP': '2001:db8::1' },
    { 'X-Forwarded-For': 'somebody' },
  ];
  for (const headers of asked) {
    await oneMore(events, async () => (await fetch(`${url}/v2/`, { headers })).text());
  }
  const connection = expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string;
  expect(events.map(({ remote }) => remote)).toEqual([connection, '192.0.2.1', '2001:db8::1', connection]);
  expect(new Set(events.map(({ peer }) => peer))).toEqual(new Set(['127.0.0.1']));
});

/** A registry with these settings, and what it logs. */
async function startLogged(env: Record<string, string>) {
  const lines: string[] = [];
  const settings = settingsFromEnvironment({
    ...env,
    REGISTRY_HTTP_ADDR: '127.0.0.1:0',
    REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: await temporaryFolder(),
  });
  const served = await serveSettings(settings, { onLine: (line) => lines.push(line) });
  onTestFinished(() => served.close());
  return { url: served.url, lines };
}

test('the line of the access log has the address without its port, no user, and what the client says of itself', async () => {
  const { url, lines } = await startLogged({});
  const headers = {
    'User-Agent': 'me "x"',
    Referer: 'http://ui.example/',
    Authorization: `Basic ${btoa('me:pw')}`,
  };
  await (await fetch(`${url}/v2/nobody/tags/list?n=1`, { headers })).text();
  await expect
    .poll(() => lines.at(-1))
    .toMatch(
      /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/v2\/nobody\/tags\/list\?n=1 HTTP\/1\.1" 404 \d+ "http:\/\/ui\.example\/" "me \\"x\\""$/,
    );
});

test('the user is among the fields only', async () => {
  const auth = basicAuth({ realm: 'r', passwords: passwordsOf({ me: 'pw' }) });
  const { url, events } = await startRegistry({ auth });
  await fetch(`${url}/v2/`, { headers: { Authorization: `Basic ${btoa('me:pw')}` } });
  await expect.poll(() => events[0]?.user).toBe('me');
});

test.each([
  ['debug', ['listening', 'response completed', 'response completed with error']],
  ['info', ['listening', 'response completed', 'response completed with error']],
  ['warn', ['response completed with error']],
  ['error', ['response completed with error']],
])('with the level %s the fields say: %s', async (level, messages) => {
  const { url, lines } = await startLogged({ REGISTRY_LOG_LEVEL: level });
  for (const path of ['/v2/', '/v2/nobody/tags/list']) {
    await oneMore(lines, async () => (await fetch(url + path)).text());
  }
  await expect.poll(() => lines.filter((line) => line.startsWith('127.0.0.1 - -')).length).toBe(2);
  const said = lines.flatMap((line) => /msg="(listening|[^"]*)/.exec(line)?.[1] ?? []);
  expect(said).toEqual(messages);
});

test.each([
  ['json', { level: 'error', msg: 'response completed with error', time: expect.any(String) as string }],
  [
    'logstash',
    {
      level: 'error',
      message: 'response completed with error',
      '@version': '1',
      '@timestamp': expect.any(String) as string,
    },
  ],
])('the formatter %s', async (formatter, words) => {
  const { url, lines } = await startLogged({
    REGISTRY_LOG_FORMATTER: formatter,
    REGISTRY_LOG_FIELDS_SERVICE: 'registry',
  });
  await (await fetch(`${url}/v2/nobody/tags/list`)).text();
  await expect.poll(() => lines.length).toBe(3);
  expect(JSON.parse(lines[1]!)).toMatchObject({
    ...words,
    service: 'registry',
    'http.request.method': 'GET',
    'http.request.uri': '/v2/nobody/tags/list',
    'http.response.status': 404,
    'vars.name': 'nobody',
  });
  expect(lines[2]).toMatch(/^127\.0\.0\.1 - - /);
});

test('nothing is logged of requests that the access log is not kept of, but the fields', async () => {
  const { url, lines } = await startLogged({ REGISTRY_LOG_ACCESSLOG_DISABLED: 'true' });
  await (await fetch(`${url}/v2/`)).text();
  await expect.poll(() => lines.length).toBe(2);
  expect(lines[1]).toContain('http.request.host="127.0.0.1:');
});
