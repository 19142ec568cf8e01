import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { connectRegistry, RegistryError } from '../../../src/registry/client/client.ts';
import { contentOf, imageOf } from '../content.ts';
import { startRegistry } from '../start.ts';
import { fakeRegistry } from './fake-registry.ts';

const { bytes, digest } = contentOf('x'.repeat(100_000));

/** A registry that begins its answer, and then resets the connection. */
function breaking() {
  return fakeRegistry((request, response) => {
    response.writeHead(200, { 'Content-Length': bytes.length });
    response.write(bytes.subarray(0, 50_000), () => setTimeout(() => reset(request), 50));
  });
}

const reset = ({ socket }: IncomingMessage) => socket.resetAndDestroy();

describe.each([undefined, 60_000])('an answer that breaks off (idle time %s)', (idleMs) => {
  test('is an error of the blob for whoever reads it', async () => {
    const client = connectRegistry({ url: await breaking(), idleMs });
    const blob = await client.blob('app', digest);
    await expect(buffer(blob!)).rejects.toBeInstanceOf(RegistryError);
  });

  test('is one too where it broke before anybody read', async () => {
    const url = await fakeRegistry((request, response) => {
      response.writeHead(200, { 'Content-Length': bytes.length });
      response.write(bytes.subarray(0, 10), () => reset(request));
    });
    const blob = await connectRegistry({ url, idleMs }).blob('app', digest);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect(buffer(blob!)).rejects.toMatchObject({ name: 'RegistryError', code: 'ECONNRESET' });
  });

  test('is one of the list or manifest that was asked for', async () => {
    const url = await breaking();
    const client = connectRegistry({ url, idleMs });
    const broken = {
      name: 'RegistryError',
      code: 'ECONNRESET',
      message: expect.stringContaining(new URL(url).host),
    };
    await expect(client.tags('app')).rejects.toMatchObject(broken);
    await expect(client.manifest('app', 'v1')).rejects.toMatchObject(broken);
  });
});

test('of a refusal that breaks off the status is known', async () => {
  const url = await fakeRegistry((request, response) => {
    response.writeHead(403, { 'Content-Length': 1000 });
    response.write('{"errors":[', () => setTimeout(() => reset(request), 50));
  });
  await expect(connectRegistry({ url }).tags('app')).rejects.toMatchObject({ status: 403, code: 'DENIED' });
});

test('a reset while nobody reads ends nothing', async () => {
  const blob = await connectRegistry({ url: await breaking() }).blob('app', digest);
  await new Promise((resolve) => setTimeout(resolve, 200));
  blob!.destroy();
});

test('asking may be given up in the middle of an answer', async () => {
  const url = await fakeRegistry((_request, response) => {
    response.writeHead(200, { 'Content-Length': bytes.length });
    response.write(bytes.subarray(0, 10));
  });
  const controller = new AbortController();
  const blob = await connectRegistry({ url, signal: controller.signal }).blob('app', digest);
  setTimeout(() => controller.abort(), 50);
  await expect(buffer(blob!)).rejects.toBeInstanceOf(RegistryError);
});

test('a blob that nobody wants to read after all lets go of its connection', async () => {
  let closed: Promise<unknown> | undefined;
  const url = await fakeRegistry((_request, response: ServerResponse) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'Content-Length': bytes.length });
    response.write(bytes.subarray(0, 10));
  });
  const blob = await connectRegistry({ url }).blob('app', digest);
  blob!.destroy();
  await closed;
}, 20_000);

test('a copy tells which of the two registries broke', async () => {
  const manifest = imageOf(contentOf('{}'), [{ bytes, digest }]);
  const from = await fakeRegistry((request, response) => {
    if (request.url!.includes('/manifests/'))
      return void response.setHeader('Content-Type', MEDIA_TYPES.ociManifest).end(manifest.bytes);
    if (request.url!.endsWith(contentOf('{}').digest)) return void response.end('{}');
    response.writeHead(200, { 'Content-Length': bytes.length });
    response.write(bytes.subarray(0, 10), () => setTimeout(() => reset(request), 50));
  });
  const to = await startRegistry();
  const copied = connectRegistry({ url: from }).copy(
    { repository: 'app', reference: 'v1' },
    { repository: 'app', reference: 'v1', registry: connectRegistry({ url: to.url }) },
  );
  await expect(copied).rejects.toThrow(RegExp(`^${new URL(from).host}`));
});
