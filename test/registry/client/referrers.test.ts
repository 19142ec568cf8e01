import { request as forward } from 'node:http';
import { describe, expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { connectRegistry } from '../../../src/registry/client/client.ts';
import { contentOf, descriptorOf, imageOf, indexOf, pushBlob, pushImage, putManifest } from '../content.ts';
import { startRegistry } from '../start.ts';
import { fakeRegistry } from './fake-registry.ts';

const [SBOM, SIGNATURE] = ['application/vnd.example.sbom', 'application/vnd.example.signature'];

describe('referrers', () => {
  test('are those that name the digest as their subject, of one type where asked', async () => {
    const { url } = await startRegistry();
    const image = await pushImage(url, 'app', 'v1');
    const empty = contentOf('{}');
    await pushBlob(url, 'app', empty);
    const subject = descriptorOf(image, MEDIA_TYPES.ociManifest);
    const [sbom, signature] = [SBOM, SIGNATURE].map((artifactType) =>
      imageOf(empty, [], { artifactType, subject }),
    );
    for (const content of [sbom!, signature!]) await putManifest(url, 'app', content.digest, content);
    const client = connectRegistry({ url });
    const digests = async (type?: string) =>
      (await client.referrers('app', image.digest, type)).map(({ digest }) => digest).sort();
    expect(await digests()).toEqual([sbom!.digest, signature!.digest].sort());
    expect(await digests(SBOM)).toEqual([sbom!.digest]);
    expect(await digests('none')).toEqual([]);
    expect(await client.referrers('nobody', image.digest)).toEqual([]);
    await expect(client.referrers('app', 'sha256:1')).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
  });

  test('come from all pages, and are filtered here where the registry does not', async () => {
    const [one, two] = [contentOf('one'), contentOf('two')];
    const url = await fakeRegistry((request, response) => {
      const second = request.url!.includes('page=2');
      if (!second) response.setHeader('Link', `<${request.url!.split('?')[0]}?page=2>; rel="next"`);
      const manifests = [
        {
          ...descriptorOf(second ? two : one, MEDIA_TYPES.ociManifest),
          artifactType: second ? SBOM : SIGNATURE,
        },
      ];
      response.end(indexOf([], { manifests }).bytes);
    });
    const client = connectRegistry({ url });
    expect(await client.referrers('app', one.digest)).toHaveLength(2);
    expect(await client.referrers('app', one.digest, SBOM)).toMatchObject([{ digest: two.digest }]);
  });

  test.each([
    ['a whole URL', 'HERE?page=2', '; rel="next"'],
    ['a query alone', '?page=2', '; rel="next"'],
    ['among others', '?page=2', '; title="one, two; rel=prev"; rel="last next", </v2/other>; rel="prev"'],
    ['in bare words', '?page=2', ';REL=Next'],
  ])('come from all pages where Link is %s', async (_how, target, more) => {
    const [one, two] = [contentOf('one'), contentOf('two')];
    const url = await fakeRegistry((request, response) => {
      const here = `http://${request.headers.host}${request.url!.split('?')[0]}`;
      const second = request.url!.endsWith(`/referrers/${one.digest}?page=2`);
      if (!second)
        response.setHeader('Link', `</v2/first>; rel=first, <${target.replace('HERE', here)}>${more}`);
      response.end(indexOf([second ? two : one]).bytes);
    });
    const found = await connectRegistry({ url }).referrers('app', one.digest);
    expect(found.map(({ digest }) => digest)).toEqual([one.digest, two.digest]);
  });

  test('are an error where Link leads nowhere', async () => {
    const url = await fakeRegistry((_request, response) => {
      response.setHeader('Link', '<http://[>; rel="next"').end(indexOf([]).bytes);
    });
    await expect(connectRegistry({ url }).referrers('app', contentOf('').digest)).rejects.toThrow('no URL');
  });

  test('are found under the tag that stands in where the registry has no such list', async () => {
    const image = contentOf('an image', 'sha512');
    const tag = `sha512-${image.digest.slice('sha512:'.length).slice(0, 64)}`;
    const list = indexOf([contentOf('one')]);
    const url = await fakeRegistry((request, response) => {
      if (request.url !== `/v2/app/manifests/${tag}`) return void response.writeHead(404).end();
      response.setHeader('Content-Type', MEDIA_TYPES.ociIndex).end(list.bytes);
    });
    const client = connectRegistry({ url });
    expect(await client.referrers('app', image.digest)).toMatchObject([{ digest: contentOf('one').digest }]);
    expect(await client.referrers('other', image.digest)).toEqual([]);
  });

  test('are noted under that tag when one is pushed, and taken from it when it is deleted', async () => {
    const { url: ours } = await startRegistry();
    // Like ours, but without a list of referrers, and without a word about the subject.
    const url = await fakeRegistry((request, response) => {
      if (request.url!.includes('/referrers/')) return void response.writeHead(404).end();
      const { host: _host, ...headers } = request.headers;
      const passed = forward(ours + request.url!, { method: request.method, headers }, (answer) => {
        const { 'oci-subject': _subject, ...kept } = answer.headers;
        answer.pipe(response.writeHead(answer.statusCode!, kept));
      });
      request.pipe(passed);
    });
    const client = connectRegistry({ url });
    const image = await pushImage(ours, 'app', 'v1');
    const subject = descriptorOf(image, MEDIA_TYPES.ociManifest);
    const empty = contentOf('{}');
    await pushBlob(ours, 'app', empty);
    const annotations = { 'org.example': 'x' };
    const sbom = imageOf(empty, [], { artifactType: SBOM, subject, annotations });
    const signature = imageOf(empty, [], { subject });
    for (const { digest, bytes } of [sbom, sbom, signature]) {
      await client.putManifest('app', digest, MEDIA_TYPES.ociManifest, bytes);
    }
    expect(await client.referrers('app', image.digest)).toEqual([
      { ...descriptorOf(sbom, MEDIA_TYPES.ociManifest), artifactType: SBOM, annotations },
      { ...descriptorOf(signature, MEDIA_TYPES.ociManifest), artifactType: MEDIA_TYPES.ociConfig },
    ]);
    expect(await client.deleteManifest('app', sbom.digest)).toBe(true);
    expect(await client.referrers('app', image.digest)).toMatchObject([{ digest: signature.digest }]);
  });

  test('are left to the registry where it says that it notes them', async () => {
    const { url, events } = await startRegistry();
    const empty = contentOf('{}');
    await pushBlob(url, 'app', empty);
    const subject = descriptorOf(contentOf('a subject'), MEDIA_TYPES.ociManifest);
    const { digest, bytes } = imageOf(empty, [], { subject });
    const client = connectRegistry({ url });
    await client.putManifest('app', digest, MEDIA_TYPES.ociManifest, bytes);
    await client.deleteManifest('app', digest);
    expect(events.filter(({ path }) => path.includes('/manifests/sha256-'))).toEqual([]);
  });
});
