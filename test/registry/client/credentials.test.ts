import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectRegistry, RegistryError } from '../../../src/registry/client/client.ts';
import { certificate } from '../certificate.ts';
import { contentOf } from '../content.ts';
import { fakeRegistry } from './fake-registry.ts';

const credentials = { username: 'me', password: 'hunter2' };
const BASIC = `Basic ${btoa('me:hunter2')}`;
const { bytes, digest } = contentOf('x');

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
}

/** A server that remembers what it was asked, and answers as the test says. */
async function watched(listener: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: Seen[] = [];
  const url = await fakeRegistry((request, response) => {
    const { method = '', headers } = request;
    seen.push({ method, url: request.url!, authorization: headers.authorization });
    request.resume();
    listener(request, response);
  });
  return { url, seen };
}

/** Another host that wants a login of its own: what gets our password when we fall for it. */
async function thief() {
  const stolen = await watched((_request, response) => response.end('{"token":"t"}'));
  const host = await watched((_request, response) => {
    const challenge = `Bearer realm="${stolen.url}/token",service="s"`;
    response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
  });
  return { url: host.url, seen: host.seen, stolen: stolen.seen };
}

/** A registry with a login, which then sends on to somewhere else. */
function sendingTo(answer: (response: ServerResponse) => void) {
  return watched((request, response) => {
    if (request.headers.authorization !== BASIC) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
    } else answer(response);
  });
}

describe('another host gets no credentials, not even when it asks for them', () => {
  test('one that a redirect leads to', async () => {
    const other = await thief();
    const { url } = await sendingTo((response) =>
      response.writeHead(307, { Location: `${other.url}/x` }).end(),
    );
    const client = connectRegistry({ url, credentials });
    for (let i = 0; i < 2; i += 1)
      await expect(client.blob('app', digest)).rejects.toMatchObject({ status: 401 });
    expect(other.stolen).toEqual([]);
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });

  test('one where a list goes on', async () => {
    const other = await thief();
    const { url } = await sendingTo((response) =>
      response.setHeader('Link', `<${other.url}/more>; rel="next"`).end('{"name":"app","tags":["v1"]}'),
    );
    const tags = connectRegistry({ url, credentials }).tags('app');
    await expect(tags).rejects.toMatchObject({ status: 401 });
    expect(other.stolen).toEqual([]);
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  test('one where uploads go, which needs none', async () => {
    const other = await thief();
    let started = 0;
    const { url } = await sendingTo((response) => {
      started += 1;
      if (started === 1) response.writeHead(404).end();
      else response.writeHead(202, { Location: `${other.url}/upload` }).end();
    });
    const push = connectRegistry({ url, credentials }).pushBlob('app', digest, bytes.length, () =>
      Readable.from([bytes]),
    );
    await expect(push).rejects.toMatchObject({ status: 401 });
    expect(other.stolen).toEqual([]);
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });
});

test('a password that was refused is not sent again with the same request', async () => {
  const { url, seen } = await watched((_request, response) =>
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end(),
  );
  const client = connectRegistry({ url, credentials });
  for (let i = 0; i < 2; i += 1) await expect(client.tags('app')).rejects.toMatchObject({ status: 401 });
  expect(seen.map(({ authorization }) => authorization)).toEqual([undefined, BASIC, BASIC]);
});

describe('a token', () => {
  /** A registry with a token server that answers so. */
  async function withTokens(answer: (count: number) => unknown) {
    const { url, seen } = await watched(({ url: path, headers }, response) => {
      const asked = seen.filter((one) => one.url.startsWith('/token')).length;
      if (path!.startsWith('/token')) response.end(JSON.stringify(answer(asked)));
      else if (headers.authorization?.startsWith('Bearer token')) response.end('{"name":"app","tags":[]}');
      else response.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${url}/token"` }).end();
    });
    const tokens = () => seen.filter((one) => one.url.startsWith('/token')).length;
    return { client: connectRegistry({ url, credentials }), tokens, seen };
  }

  test.each<[string, Record<string, unknown>, number]>([
    ['is used again', { token: 'token', expires_in: 300 }, 1],
    ['counts for a minute where nothing is said', { token: 'token' }, 1],
    ['is not used again when it is about to expire', { token: 'token', expires_in: 5 }, 3],
    ['is not used again when it has expired', { token: 'token', expires_in: -1 }, 3],
    ['is not used again when its end makes no sense', { token: 'token', expires_in: 'soon' }, 3],
    ['may have the other name, beside an empty one', { token: '', access_token: 'token' }, 1],
  ])('%s', async (_what, answer, times) => {
    const { client, tokens } = await withTokens(() => answer);
    for (let i = 0; i < 3; i += 1) expect(await client.tags('app')).toEqual([]);
    expect(tokens()).toBe(times);
  });

  test.each([{}, { token: 7 }, { token: ['token'] }, { token: 'token\r\nX-More: 1' }, null, 'token'])(
    'that is none is said to be none: %j',
    async (answer) => {
      const { client } = await withTokens(() => answer);
      await expect(client.tags('app')).rejects.toBeInstanceOf(RegistryError);
    },
  );

  test.each(['nowhere', '/token', 'ftp://127.0.0.1/token', 'file:///etc/passwd'])(
    'that comes from no web address is an error of the registry: %s',
    async (realm) => {
      const { url } = await watched((_request, response) =>
        response.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${realm}"` }).end(),
      );
      await expect(connectRegistry({ url, credentials }).tags('app')).rejects.toBeInstanceOf(RegistryError);
    },
  );

  test('is asked for with what the registry wants beyond what we know of', async () => {
    const { url, seen } = await watched(({ url: path, headers }, response) => {
      const scope = new URL(path!, 'http://x').searchParams.getAll('scope').join(' ');
      if (path!.startsWith('/token')) response.end(JSON.stringify({ token: btoa(scope).replace(/=/g, '') }));
      else if (atob(headers.authorization?.slice('Bearer '.length) ?? '').includes('app:metadata_read'))
        response.end('{"name":"app","tags":[]}');
      else {
        const challenge = `Bearer realm="${url}/token",scope="repository:app:metadata_read"`;
        response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
      }
    });
    const client = connectRegistry({ url, credentials });
    expect(await client.tags('app')).toEqual([]);
    expect(await client.tags('app')).toEqual([]);
    expect(seen.map((one) => one.url.split('?')[0])).toEqual([
      '/v2/app/tags/list',
      '/token',
      '/v2/app/tags/list',
      '/v2/app/tags/list',
    ]);
  });
});

test.each(['ftp://127.0.0.1/x', 'http://[', 'http://127.0.0.1:99999/'])(
  'a redirect that leads nowhere is an error of the registry: %s',
  async (Location) => {
    const { url } = await watched((_request, response) => response.writeHead(307, { Location }).end());
    await expect(connectRegistry({ url }).tags('app')).rejects.toBeInstanceOf(RegistryError);
  },
);

test('a password for an encrypted registry is not sent to another machine in the clear', async () => {
  const { cert, key } = await certificate();
  const challenge = { 'WWW-Authenticate': 'Bearer realm="http://tokens.invalid/token"' };
  const server = createServer({ cert, key }, (_request, response) =>
    response.writeHead(401, challenge).end(),
  );
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked = connectRegistry({ url, ca: cert, credentials }).tags('app');
  await expect(asked).rejects.toThrow('not encrypted');
});
