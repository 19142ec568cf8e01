import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { parseDigest } from '../../src/image/digest.ts';
import { fakeRegistry } from './client/fake-registry.ts';
import { contentOf } from './content.ts';
import { startRegistry } from './start.ts';

const MIB = 1024 * 1024;
const big = contentOf(Buffer.alloc(8 * MIB, 'a large layer '));

/** An upstream whose blob comes as the test lets it, and our cache of it. */
async function cacheOf({ tellsSize = true } = {}) {
  const asked: string[] = [];
  let begin: (response: ServerResponse) => void;
  const begun = new Promise<ServerResponse>((resolve) => (begin = resolve));
  const upstream = await fakeRegistry((request, response) => {
    asked.push(request.method!);
    if (tellsSize) response.setHeader('Content-Length', big.bytes.length);
    if (request.method === 'HEAD') return void response.end();
    response.flushHeaders();
    begin(response);
  });
  const cache = await startRegistry({ proxy: { url: upstream } });
  const url = `${cache.url}/v2/app/blobs/${big.digest}`;
  const kept = cache.registry.store.layout.blobData(parseDigest(big.digest)!);
  return { ...cache, url, asked, begun, kept };
}

/** A request to its first piece of body. */
async function open(url: string, headers = {}): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { agent: false, headers }), 'response')) as [IncomingMessage];
  return response;
}

describe('a large blob that is pulled through', () => {
  test('reaches every client while it is being stored, once for all of them', async () => {
    const { url, asked, begun, kept } = await cacheOf();
    const [first, second] = [open(url), open(url)];
    const upstream = await begun;
    upstream.write(big.bytes.subarray(0, 6 * MIB));
    const response = await first;
    expect([response.statusCode, response.headers['content-length']]).toEqual([200, String(8 * MIB)]);
    await once(response, 'readable');
    expect(existsSync(kept)).toBe(false);
    upstream.end(big.bytes.subarray(6 * MIB));
    for (const one of [response, await second]) expect((await buffer(one)).equals(big.bytes)).toBe(true);
    expect(existsSync(kept)).toBe(true);
    expect((await buffer(await open(url))).equals(big.bytes)).toBe(true);
    expect(asked).toEqual(['GET']);
  });

  test('in a part, as soon as that part is there', async () => {
    const { url, begun, kept } = await cacheOf();
    const part = open(url, { Range: 'bytes=100-199' });
    const upstream = await begun;
    upstream.write(big.bytes.subarray(0, 6 * MIB));
    const response = await part;
    expect([response.statusCode, response.headers['content-range']]).toEqual([
      206,
      `bytes 100-199/${8 * MIB}`,
    ]);
    expect((await buffer(response)).equals(big.bytes.subarray(100, 200))).toBe(true);
    upstream.end(big.bytes.subarray(6 * MIB));
    await expect.poll(() => existsSync(kept)).toBe(true);
  });

  test('is stored also when its client leaves or does not read', async () => {
    const { url, begun, kept, errors } = await cacheOf();
    const [leaving, stalled] = [open(url), open(url)];
    const upstream = await begun;
    upstream.write(big.bytes.subarray(0, 6 * MIB));
    (await leaving).destroy();
    await stalled;
    upstream.end(big.bytes.subarray(6 * MIB));
    await expect.poll(() => existsSync(kept)).toBe(true);
    expect((await buffer(await stalled)).equals(big.bytes)).toBe(true);
    expect(errors).toEqual([]);
  });

  test.each<[string, (upstream: ServerResponse) => void]>([
    ['breaks off', (upstream) => upstream.destroy()],
    ['ends with other bytes', (upstream) => upstream.end(Buffer.alloc(2 * MIB, 'spoiled'))],
  ])('that %s is broken for the client too, and not kept', async (_how, end) => {
    const { url, begun, kept } = await cacheOf();
    const first = open(url);
    const upstream = await begun;
    upstream.write(big.bytes.subarray(0, 6 * MIB));
    const response = await first;
    await once(response, 'readable');
    end(upstream);
    await expect(buffer(response)).rejects.toThrow('aborted');
    expect(existsSync(kept)).toBe(false);
  });

  test('of which upstream does not tell the size is stored first', async () => {
    const { url, begun, kept } = await cacheOf({ tellsSize: false });
    void begun.then((upstream) => upstream.end(big.bytes));
    const response = await open(url);
    expect(existsSync(kept)).toBe(true);
    expect((await buffer(response)).equals(big.bytes)).toBe(true);
  });

  test('is not fetched for HEAD', async () => {
    const { url, asked } = await cacheOf();
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(8 * MIB)]);
    expect(asked).toEqual(['HEAD']);
  });
});
