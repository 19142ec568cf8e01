import { describe, expect, test } from 'vitest';
import type { DigestAlgorithm } from '../../src/image/digest.ts';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import { basicAuth } from '../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../src/registry/auth/passwords.ts';
import { readBytes, send } from '../../src/registry/client/http.ts';
import type { RegistryOptions } from '../../src/registry/registry.ts';
import { certificate } from './certificate.ts';
import { contentOf, descriptorOf, type Content } from './content.ts';
import { startRegistry } from './start.ts';

/**
 * The walk of the specification's own conformance program through its four workflows, in four setups. What each
 * section asks for, line by line, is in requirements/*.test.ts.
 */
interface Setup {
  readonly name: string;
  readonly options: () => Promise<Partial<RegistryOptions> & { readonly ca?: string }>;
  readonly authorization?: string;
  readonly algorithm?: DigestAlgorithm;
}

const auth = () => basicAuth({ realm: 'practice', passwords: passwordsOf({ me: 'pw' }) });
const authorization = `Basic ${btoa('me:pw')}`;
const overTls = async () => {
  const { cert, key } = await certificate();
  return { auth: auth(), tls: { cert, key }, ca: cert };
};

const setups: Setup[] = [
  { name: 'plain', options: async () => ({}) },
  { name: 'with a password', options: async () => ({ auth: auth() }), authorization },
  { name: 'with a password over TLS', options: overTls, authorization },
  { name: 'with sha512', options: async () => ({}), algorithm: 'sha512' },
];

interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly json: <T>() => T;
}

async function start({ options, authorization, algorithm = 'sha256' }: Setup) {
  const { ca, ...rest } = await options();
  const { url } = await startRegistry(rest);
  const ask = async (
    method: string,
    path: string,
    body?: Uint8Array | string,
    headers: Record<string, string> = {},
  ): Promise<Asked> => {
    const answer = await send({
      method,
      url: new URL(path, `${url}/v2/`),
      headers: {
        ...(authorization && { Authorization: authorization }),
        ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
      body,
      ca,
    });
    const bytes = await readBytes(answer, 8 * 1024 * 1024);
    const json = <T>() => JSON.parse(bytes.toString('utf8')) as T;
    return { status: answer.status, headers: answer.headers, bytes, json };
  };
  const content = (text: string) => contentOf(text, algorithm);
  /** Where an upload goes on. */
  const begin = async (name = 'app') => {
    const started = await ask('POST', `${name}/blobs/uploads/`);
    expect(started.status).toBe(202);
    return String(started.headers.location);
  };
  const close = (location: string, { digest }: Content, body?: Uint8Array, headers = {}) =>
    ask('PUT', `${location}&digest=${digest}`, body, headers);
  const image = (config: Content, layers: Content[], more: object = {}) =>
    content(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MEDIA_TYPES.ociManifest,
        config: descriptorOf(config, MEDIA_TYPES.ociConfig),
        layers: layers.map((layer) => descriptorOf(layer, MEDIA_TYPES.ociLayerGzip)),
        ...more,
      }),
    );
  const put = (reference: string, { bytes }: Content, name = 'app') =>
    ask('PUT', `${name}/manifests/${reference}`, bytes, { 'Content-Type': MEDIA_TYPES.ociManifest });
  const blob = async (text: string, name = 'app') => {
    const made = content(text);
    expect((await close(await begin(name), made, made.bytes)).status).toBe(201);
    return made;
  };
  return { ask, content, begin, close, image, put, blob, url };
}

describe.each(setups)('$name', (setup) => {
  test('Pull', async () => {
    const { ask, content, image, put, blob } = await start(setup);
    const [config, layer] = [await blob('{}'), await blob('a layer')];
    const manifest = image(config, [layer]);
    expect((await put('v1', manifest)).status).toBe(201);
    expect((await put(manifest.digest, manifest)).status).toBe(201);
    const absent = content('nobody has this').digest;
    for (const method of ['HEAD', 'GET']) {
      expect((await ask(method, `app/blobs/${absent}`)).status).toBe(404);
      expect((await ask(method, `app/manifests/${absent}`)).status).toBe(404);
      expect((await ask(method, 'app/manifests/none')).status).toBe(404);
      for (const [path, { bytes, digest }] of [
        [`blobs/${config.digest}`, config],
        [`blobs/${layer.digest}`, layer],
        [`manifests/${manifest.digest}`, manifest],
        // Under a tag a manifest has the digest that the registry chose.
        ['manifests/v1', contentOf(manifest.bytes)],
      ] as const) {
        const got = await ask(method, `app/${path}`);
        expect([got.status, got.headers['docker-content-digest']]).toEqual([200, digest]);
        expect(Number(got.headers['content-length'])).toBe(bytes.length);
        expect(got.bytes).toEqual(method === 'GET' ? bytes : Buffer.alloc(0));
      }
    }
    const wrong = await put('sha256:totallywrong', content('blablabla'));
    expect(wrong.status).toBe(400);
    const { errors } = wrong.json<{ errors: { code: string; message: string }[] }>();
    expect(errors[0]).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) });
  });

  test('Push', async () => {
    const { ask, content, begin, close, image, put, blob, url } = await start(setup);
    const isThere = async ({ digest, bytes }: Content, name = 'app') =>
      expect((await ask('GET', `${name}/blobs/${digest}`)).bytes).toEqual(bytes);

    const streamed = content('streamed');
    const patched = await ask('PATCH', await begin(), streamed.bytes);
    expect(patched.status).toBe(202);
    const done = await close(String(patched.headers.location), streamed);
    expect(done.status).toBe(201);
    expect((await ask('GET', String(done.headers.location))).bytes).toEqual(streamed.bytes);

    const single = content('in one POST');
    const posted = await ask('POST', `app/blobs/uploads/?digest=${single.digest}`, single.bytes);
    expect(posted.status).toBe(201);
    await isThere(single);
    await isThere(await blob('POST, then PUT'));

    const chunked = content('first, second');
    const [first, second] = [chunked.bytes.subarray(0, 7), chunked.bytes.subarray(7)];
    const chunk = (location: string, bytes: Uint8Array, from: number) =>
      ask('PATCH', location, bytes, { 'Content-Range': `${from}-${from + bytes.length - 1}` });
    const location = await begin();
    expect((await chunk(location, second, 7)).status).toBe(416);
    const sent = await chunk(location, first, 0);
    expect([sent.status, sent.headers.range]).toEqual([202, '0-6']);
    // The same chunk again, as a client does that has missed the answer.
    expect((await chunk(location, first, 0)).status).toBe(416);
    const stale = await ask('GET', location);
    expect([stale.status, stale.headers.range]).toEqual([204, '0-6']);
    const next = await chunk(String(stale.headers.location), second, 7);
    expect([next.status, next.headers.range]).toEqual([202, '0-12']);
    expect((await close(String(next.headers.location), chunked)).status).toBe(201);
    await isThere(chunked);

    const mount = (from: string) => ask('POST', `other/blobs/uploads/?mount=${chunked.digest}&from=${from}`);
    expect((await mount('nobody')).status).toBe(202);
    const mounted = await mount('app');
    expect(mounted.status).toBe(201);
    expect(String(mounted.headers.location)).toBe(`${url}/v2/other/blobs/${chunked.digest}`);
    await isThere(chunked, 'other');
    const anywhere = await ask('POST', `third/blobs/uploads/?mount=${streamed.digest}`);
    expect(anywhere.status).toBe(201);

    const config = await blob('{}');
    const large = image(config, [], { annotations: { padding: 'x'.repeat(4 * 1024 * 1024 - 1000) } });
    for (const [tag, manifest] of Object.entries({
      whole: image(config, [chunked, streamed]),
      'no-layers': image(config, []),
      large,
    })) {
      const manifested = await put(tag, manifest);
      expect(manifested.status).toBe(201);
      const got = await ask('GET', String(manifested.headers.location));
      // Comparing 4 MiB byte by byte in order to show a difference would take a minute.
      expect(got.bytes.equals(manifest.bytes)).toBe(true);
    }
  });

  test('Content Discovery', async () => {
    const { ask, content, image, put, blob } = await start(setup);
    const config = await blob('{}');
    const tags = ['test0', 'test1', 'test2', 'test3'];
    for (const tag of tags.toReversed()) await put(tag, image(config, []));
    const list = async (query: string) =>
      (await ask('GET', `app/tags/list${query}`)).json<{ tags: string[] }>().tags;
    expect(await list('')).toEqual(tags);
    expect(await list('?n=2')).toEqual(['test0', 'test1']);
    expect(await list('?n=2&last=test1')).toEqual(['test2', 'test3']);
    expect(await list('?n=0')).toEqual([]);

    const subject = image(config, []);
    const referrers = async (digest: string, type = '') => {
      const got = await ask('GET', `app/referrers/${digest}${type && `?artifactType=${type}`}`);
      expect([got.status, got.headers['content-type']]).toEqual([200, MEDIA_TYPES.ociIndex]);
      if (type) expect(got.headers['oci-filters-applied']).toBe('artifactType');
      return got
        .json<{ manifests: { digest: string }[] }>()
        .manifests.map(({ digest }) => digest)
        .sort();
    };
    expect(await referrers(content('nobody has this').digest)).toEqual([]);
    expect((await ask('GET', 'app/referrers/sha256:x')).status).toBe(400);
    const [one, two] = ['type/one', 'type/two'].map((artifactType) =>
      image(config, [], { artifactType, subject: descriptorOf(subject, MEDIA_TYPES.ociManifest) }),
    ) as [Content, Content];
    for (const referrer of [one, two]) {
      const pushed = await put(referrer.digest, referrer);
      expect([pushed.status, pushed.headers['oci-subject']]).toEqual([201, subject.digest]);
    }
    expect(await referrers(subject.digest)).toEqual([one.digest, two.digest].sort());
    expect(await referrers(subject.digest, 'type/two')).toEqual([two.digest]);
  });

  test('Content Management', async () => {
    const { ask, content, image, put, blob } = await start(setup);
    const [config, layer] = [await blob('{}'), await blob('a layer')];
    const manifest = image(config, [layer]);
    for (const reference of ['one', 'two', manifest.digest]) await put(reference, manifest);
    expect((await ask('DELETE', 'app/manifests/one')).status).toBe(202);
    expect((await ask('GET', 'app/manifests/one')).status).toBe(404);
    const { tags } = (await ask('GET', 'app/tags/list')).json<{ tags: string[] }>();
    expect(tags).toEqual(['two']);
    const stored = String((await ask('HEAD', 'app/manifests/two')).headers['docker-content-digest']);
    for (const digest of new Set([stored, manifest.digest])) {
      expect((await ask('DELETE', `app/manifests/${digest}`)).status).toBe(202);
      expect((await ask('GET', `app/manifests/${digest}`)).status).toBe(404);
      expect((await ask('DELETE', `app/manifests/${digest}`)).status).toBe(404);
    }
    expect((await ask('GET', 'app/manifests/two')).status).toBe(404);
    for (const { digest } of [config, layer]) {
      expect((await ask('DELETE', `app/blobs/${digest}`)).status).toBe(202);
      expect((await ask('GET', `app/blobs/${digest}`)).status).toBe(404);
      expect((await ask('DELETE', `app/blobs/${digest}`)).status).toBe(404);
    }
    expect((await ask('DELETE', `app/blobs/${content('nobody has this').digest}`)).status).toBe(404);
  });
});
