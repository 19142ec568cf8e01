import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { contentOf, imageOf, pushBlob } from '../content.ts';
import { bundleServer, startServer } from '../endurance/serve-process.ts';
import { startRegistry, temporaryFolder } from '../start.ts';

const MIB = 1024 * 1024;
/** Each of them is an object of some hundred bytes when it arrives, so that all of four uploads at once would be half a gigabyte. */
const BYTES = 300_000;
const GROWTH_MIB = 400;

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).on('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

test('a manifest sent byte by byte is taken like any other', async () => {
  const { url, port, errors } = await startRegistry();
  const config = contentOf('{}');
  await pushBlob(url, 'app', config);
  const manifest = imageOf(config, [], { annotations: { long: 'x'.repeat(200_000) } });
  const socket = await open(port);
  socket.write(
    `PUT /v2/app/manifests/v1 HTTP/1.1\r\nHost: x\r\nContent-Type: ${MEDIA_TYPES.ociManifest}\r\n` +
      'Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
  );
  socket.write(
    `${[...manifest.bytes.toString('latin1')].map((byte) => `1\r\n${byte}\r\n`).join('')}0\r\n\r\n`,
  );
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 201 /);
  expect(errors).toEqual([]);
  const kept = await fetch(`${url}/v2/app/manifests/v1`);
  expect(kept.headers.get('docker-content-digest')).toBe(manifest.digest);
});

test.skipIf(process.platform !== 'linux')(
  'uploads sent byte by byte are written as they come, and take bounded memory',
  async () => {
    const { url, child } = await startServer(bundleServer(await temporaryFolder()), await temporaryFolder());
    const peak = () =>
      Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024;
    await pushBlob(url, 'app', contentOf(Buffer.alloc(4 * MIB, 'x')));
    const before = peak();
    const bytes = Buffer.from('1\r\nx\r\n'.repeat(BYTES));
    const begun = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const started = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
        const socket = await open(Number(new URL(url).port));
        socket.resume();
        const { pathname } = new URL(started.headers.get('location')!);
        socket.write(`PATCH ${pathname} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`);
        socket.write(bytes);
        return started.headers.get('location')!;
      }),
    );
    // Not ended: what has come is written all the same.
    for (const location of begun) {
      await expect
        .poll(async () => (await fetch(location)).headers.get('range'), { timeout: 60_000 })
        .toSatisfy((range: string) => Number(range.slice(2)) > BYTES - 1000);
    }
    expect(peak() - before).toBeLessThan(GROWTH_MIB);
  },
  120_000,
);

test.skipIf(process.platform !== 'linux')(
  'a connection on which nothing is said is asked whether anybody is there',
  async () => {
    const { port } = await startRegistry();
    const socket = await open(port);
    const own = socket.localPort!;
    const hex = (number: number) => number.toString(16).toUpperCase().padStart(4, '0');
    // The line of the server's end: its number, local and remote address, state, queues, and which timer runs.
    const line = () =>
      readFileSync('/proc/net/tcp', 'utf8')
        .split('\n')
        .map((row) => row.trim().split(/\s+/))
        .find(([, local, remote]) => local?.endsWith(`:${hex(port)}`) && remote?.endsWith(`:${hex(own)}`));
    const KEEP_ALIVE_TIMER = '02';
    await expect.poll(() => line()?.[5]?.slice(0, 2)).toBe(KEEP_ALIVE_TIMER);
    socket.end();
    await once(socket, 'close');
  },
);
