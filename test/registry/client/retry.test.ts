import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { connectRegistry } from '../../../src/registry/client/client.ts';
import { contentOf } from '../content.ts';
import { fakeRegistry } from './fake-registry.ts';

const TAGS = '{"name":"app","tags":["v1"]}';

/** Counts the requests, and answers the first `times` of them with this trouble. */
async function troubled(times: number, trouble: (response: ServerResponse) => void) {
  const seen: { method: string; at: number }[] = [];
  const url = await fakeRegistry((request, response) => {
    seen.push({ method: request.method!, at: performance.now() });
    if (seen.length <= times) trouble(response);
    else response.end(TAGS);
  });
  return { client: connectRegistry({ url }), seen };
}

describe('a reading request is sent again', () => {
  test.each([429, 502, 503, 504])('after %i', async (status) => {
    const { client, seen } = await troubled(1, (response) => response.writeHead(status).end());
    expect(await client.tags('app')).toEqual(['v1']);
    expect(seen).toHaveLength(2);
  });

  test('after a connection that broke', async () => {
    const { client, seen } = await troubled(1, (response) => response.destroy());
    expect(await client.tags('app')).toEqual(['v1']);
    expect(seen).toHaveLength(2);
  });

  test.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2000).toUTCString()],
  ])('not before Retry-After says so, as %s', async (_form, value) => {
    const { client, seen } = await troubled(1, (response) =>
      response.writeHead(429, { 'Retry-After': value() }).end(),
    );
    expect(await client.tags('app')).toEqual(['v1']);
    expect(seen[1]!.at - seen[0]!.at).toBeGreaterThan(900);
  });

  test('three times, and then the trouble is told', async () => {
    const { client, seen } = await troubled(99, (response) =>
      response.writeHead(503, { 'Retry-After': '0' }).end(),
    );
    await expect(client.tags('app')).rejects.toMatchObject({ status: 503 });
    expect(seen).toHaveLength(4);
  });
});

describe('nothing is sent again', () => {
  test('when the registry wants to be left alone for long', async () => {
    const { client, seen } = await troubled(1, (response) =>
      response.writeHead(429, { 'Retry-After': '3600' }).end(),
    );
    await expect(client.tags('app')).rejects.toMatchObject({ status: 429, code: 'TOOMANYREQUESTS' });
    expect(seen).toHaveLength(1);
  });

  test.each([400, 404, 500])('after %i', async (status) => {
    const { client, seen } = await troubled(1, (response) => response.writeHead(status).end());
    await client.tags('app').catch(() => undefined);
    expect(seen).toHaveLength(1);
  });

  test('that writes', async () => {
    const { client, seen } = await troubled(9, (response) => response.writeHead(503).end());
    const { bytes, digest } = contentOf('{}');
    await expect(client.putManifest('app', 'v1', 'x', bytes)).rejects.toMatchObject({ status: 503 });
    await expect(client.deleteBlob('app', digest)).rejects.toMatchObject({ status: 503 });
    expect(seen.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
  });
});
