import { mkdir, readdir } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { contentOf, imageOf, pushBlob } from '../content.ts';
import { startRegistry, temporaryFolder } from '../start.ts';
import { Random } from './random.ts';

const REQUESTS = Number(process.env.REGISTRY_FUZZ ?? 50_000);
const SEED = Number(process.env.REGISTRY_FUZZ_SEED ?? Date.now() % 1_000_000);
const AT_ONCE = 16;
/** What the heap may have grown between the first half and the second: caches are full by then. */
const GROWTH_BYTES = 16 * 1024 * 1024;

const digests = [contentOf('{}'), contentOf('layer'), contentOf('{}', 'sha512')];
const words = [
  ...[
    'a',
    'library',
    'alpine',
    'Upper',
    '..',
    '.',
    '',
    '%2e%2e',
    '%2F',
    '%00',
    '%',
    '%zz',
    '~',
    ' ',
    'a'.repeat(300),
  ],
  ...[
    '_layers',
    '_manifests',
    'blobs',
    'uploads',
    'manifests',
    'tags',
    'list',
    'referrers',
    '_catalog',
    'v2',
  ],
  ...[
    'latest',
    'v1',
    '-x',
    'sha256:',
    'sha256:abc',
    `md5:${'a'.repeat(32)}`,
    'ü',
    '%F0%9F%90%B3',
    '__proto__',
  ],
  ...digests.map(({ digest }) => digest),
  ...[
    '00000000-0000-4000-8000-000000000000',
    'constructor',
    '../../../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
  ],
];
const headers: Record<string, string[]> = {
  Range: [
    'bytes=0-0',
    'bytes=-1',
    'bytes=99999999999999999999-',
    'bytes=5-1',
    'bytes=',
    'x',
    'bytes=0-1,2-3',
  ],
  'Content-Range': ['0-1', '0-4', 'bytes 0-4/5', '9-1', '99999999999999999999-1', 'x'],
  'Content-Type': [
    MEDIA_TYPES.ociManifest,
    MEDIA_TYPES.ociIndex,
    MEDIA_TYPES.dockerManifest,
    'text/plain',
    ';',
    '',
  ],
  Accept: ['*/*', 'a/b', ';;;,,,', MEDIA_TYPES.ociIndex, 'x'.repeat(4000)],
  'If-None-Match': ['*', '"x"', ',,', 'W/"y"'],
  Authorization: ['Basic', 'Basic Og==', 'Bearer x.y.z', 'Basic ////', 'Digest x'],
  Host: ['', 'evil.example"><x', 'a b', '[::1]:5000', 'localhost'],
  'X-Forwarded-Proto': ['https', 'javascript', ','],
  'X-Forwarded-Host': ['evil.example', 'a/b', ''],
  Expect: ['100-continue'],
};
const bodies = [
  Buffer.alloc(0),
  Buffer.from('{}'),
  Buffer.from('layer'),
  Buffer.from('[[[[['),
  Buffer.from('{"schemaVersion":2,"config":null,"layers":[null,1,{}]}'),
  Buffer.from(`{"schemaVersion":2,"__proto__":{"x":1},"manifests":[{"digest":"sha256:x","size":-1}]}`),
  imageOf(contentOf('{}'), [contentOf('layer')]).bytes,
  Buffer.alloc(100_000, 0xff),
];

function pathOf(random: Random): string {
  const name = random.chance(0.7)
    ? random.pick(['a', 'library/alpine', 'a/b/c'])
    : random.some(words, 5).join('/');
  const tail = random.pick([
    ...['blobs/uploads/', 'tags/list', 'manifests/latest', `manifests/${digests[0]!.digest}`],
    ...[
      `blobs/${digests[0]!.digest}`,
      `blobs/${digests[1]!.digest}`,
      `referrers/${digests[0]!.digest}`,
      random.some(words, 4).join('/'),
    ],
  ]);
  const query = random.chance(0.4)
    ? `?${random.pick(['n', 'last', 'digest', 'mount', 'from', 'tag', 'artifactType', '_state'])}=${random.pick(words)}` +
      `&digest=${random.pick(digests).digest}`
    : '';
  // Only what Node's own client would refuse to send is taken out; the rest goes out as it is.
  return `/v2/${name}/${tail}${query}`.replace(/[^\x21-\x7e]/g, '_');
}

function send(agent: Agent, port: number, random: Random, uploads: string[]): Promise<number> {
  const method = random.pick(['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']);
  const path = uploads.length > 0 && random.chance(0.2) ? random.pick(uploads) : pathOf(random);
  const body = random.pick(bodies);
  const sent: Record<string, string> = {};
  for (const name of random.some(Object.keys(headers), 3)) sent[name] = random.pick(headers[name]!);
  const wrongLength = random.chance(0.01);
  if (wrongLength) sent['Content-Length'] = String(body.length + 5);
  return new Promise((resolve) => {
    const outgoing = request({ agent, port, host: '127.0.0.1', method, path, headers: sent }, (response) => {
      const { location } = response.headers;
      if (location?.includes('/uploads/'))
        uploads[Math.floor(random.next() * 50)] = location.replace(/^https?:\/\/[^/]*/, '');
      response.resume();
      response.on('close', () => resolve(response.statusCode ?? 0));
    });
    outgoing.on('error', () => resolve(-1));
    if (wrongLength) {
      outgoing.write(body);
      setTimeout(() => outgoing.destroy(), 20);
    } else outgoing.end(body);
  });
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test(`${REQUESTS} generated requests: no 5xx, nothing outside the folder, no growing memory`, async () => {
  console.log(`seed ${SEED}: REGISTRY_FUZZ_SEED=${SEED} repeats it`);
  const outside = await temporaryFolder();
  const root = `${outside}/a/b/root`;
  await mkdir(root, { recursive: true });
  const { port, errors, url, registry } = await startRegistry({ root });
  let finished = 0;
  const statuses = new Map<number, number>();
  registry.onRequest(({ status }) => statuses.set(status, (statuses.get(status) ?? 0) + 1));
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const uploads: string[] = [];
  const half = async (count: number) => {
    const end = finished + count;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, lane) => {
        const random = new Random(SEED + lane + finished);
        while (finished < end) {
          finished += 1;
          // What is there to be read is deleted soon enough.
          if (finished % 200 === 0) {
            await pushBlob(url, 'library/alpine', contentOf('layer'));
            const blob = `${url}/v2/library/alpine/blobs/${contentOf('layer').digest}`;
            await (
              await fetch(blob, { headers: { Range: random.pick(['bytes=0-1', 'bytes=-2', 'bytes=9-']) } })
            ).text();
          }
          await send(agent, port, random, uploads);
        }
      }),
    );
  };
  await half(REQUESTS / 2);
  const before = heapAfterCollection();
  await half(REQUESTS / 2);
  const growth = heapAfterCollection() - before;
  agent.destroy();

  expect(errors).toEqual([]);
  expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  // A fuzzer whose requests are all refused at the door shows nothing.
  for (const status of [200, 201, 202, 204, 206, 400, 404, 405, 416]) {
    expect.soft(statuses.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(0);
  }
  expect(await readdir(outside)).toEqual(['a']);
  expect(await readdir(`${outside}/a`)).toEqual(['b']);
  expect(await readdir(`${outside}/a/b`)).toEqual(['root']);
  expect(await readdir(root)).toEqual(['docker']);
  expect(growth).toBeLessThan(GROWTH_BYTES);
  expect((await fetch(`${url}/v2/`)).status).toBe(200);
}, 900_000);

test('bytes that are no HTTP end their connection and nothing else', async () => {
  const { port, url, errors } = await startRegistry();
  const random = new Random(SEED);
  for (let i = 0; i < 300; i += 1) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        const lines = [
          'GET /v2/ HTTP/1.1',
          'Host: x',
          'Content-Length: -5',
          'Transfer-Encoding: chunked',
          '\0\xff\r',
          'X',
        ];
        socket.end(`${random.some(lines, 6).join('\r\n')}${random.pick(['\r\n\r\n', '\n\n', ''])}`, 'latin1');
      });
      socket.resume();
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
  }
  expect(errors).toEqual([]);
  expect((await fetch(`${url}/v2/`)).status).toBe(200);
});

test('a thousand idle connections and a slow client do not stop others', async () => {
  const { port, url } = await startRegistry();
  const sockets = await Promise.all(
    Array.from(
      { length: 1000 },
      () =>
        new Promise<ReturnType<typeof connect>>((resolve, reject) => {
          const socket = connect(port, '127.0.0.1', () => resolve(socket)).on('error', reject);
        }),
    ),
  );
  for (const socket of sockets.slice(0, 100))
    socket.write('PATCH /v2/a/blobs/uploads/x HTTP/1.1\r\nHost: x\r\nContent-Le');
  const began = performance.now();
  for (let i = 0; i < 50; i += 1) expect((await fetch(`${url}/v2/`)).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(60_000);
  for (const socket of sockets) socket.destroy();
});
