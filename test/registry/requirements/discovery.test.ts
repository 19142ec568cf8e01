import { expect } from 'vitest';
import { parseDigest } from '../../../src/image/digest.ts';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { openStore } from '../../../src/registry/storage/store.ts';
import { contentOf, descriptorOf, imageOf, indexOf, pushBlob, type Content } from '../content.ts';
import { startRegistry, temporaryFolder } from '../start.ts';
import { nowhere, section, type Asked } from './requirement.ts';

async function tags({ get, put, image }: Asked, query: string) {
  for (const tag of ['v2', 'B', 'a', 'C']) await put(tag, image);
  const answer = await get(`tags/list${query}`);
  const { tags } = (await answer.json()) as { tags: string[] };
  return { tags, link: answer.headers.get('link') };
}

section('Listing Tags', {
  'MUST: of a repository that exists it is 200, as JSON with name and tags': async ({ get }) => {
    const answer = await get('tags/list');
    expect([answer.status, await answer.json()]).toEqual([200, { name: 'app', tags: ['v1'] }]);
  },
  'MUST: tags are in lexical order, without regard to case': async (asked) => {
    expect((await tags(asked, '')).tags).toEqual(['a', 'B', 'C', 'v1', 'v2']);
  },
  'MUST: n tags come where there are as many, and all where there are fewer': async (asked) => {
    expect((await tags(asked, '?n=2')).tags).toEqual(['a', 'B']);
    expect((await tags(asked, '?n=9')).tags).toHaveLength(5);
  },
  'MUST: where there are more, Link leads on as RFC 5988 says, with rel="next"': async (asked) => {
    const { link } = await tags(asked, '?n=3');
    const next = /^<([^>]+)>; rel="next"$/.exec(link!)![1]!;
    const page = await fetch(new URL(next, asked.url));
    expect([await page.json(), page.headers.get('link')]).toEqual([
      { name: 'app', tags: ['v1', 'v2'] },
      null,
    ]);
  },
  'MUST: with n=0 the list is empty, without a Link': async (asked) => {
    expect(await tags(asked, '?n=0')).toEqual({ tags: [], link: null });
  },
  'MUST: after last come those that follow it in that order, with n and without': async (asked) => {
    expect((await tags(asked, '?last=B')).tags).toEqual(['C', 'v1', 'v2']);
    expect((await tags(asked, '?n=1&last=b')).tags).toEqual(['C']);
  },
});

const subject = contentOf('a subject');
const named = { subject: descriptorOf(subject, MEDIA_TYPES.ociManifest) };

async function referrers({ get }: Asked, query = '') {
  const answer = await get(`referrers/${subject.digest}${query}`);
  const { manifests, ...index } = (await answer.json()) as { manifests: object[] };
  return { status: answer.status, headers: answer.headers, manifests, index };
}

async function pushReferrer({ put }: Asked, content: Content, type?: string) {
  expect((await put(content.digest, content, type)).status).toBe(201);
}

section('Listing Referrers', {
  'MUST: it is 200, an image index by Content-Type and content': async (asked) => {
    await pushReferrer(asked, imageOf(asked.config, [], named));
    const { status, headers, index } = await referrers(asked);
    expect([status, headers.get('content-type')]).toEqual([200, MEDIA_TYPES.ociIndex]);
    expect(index).toEqual({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex });
  },
  'MUST NOT be 404: without referrers, and without the repository, the list is empty': async ({
    get,
    url,
  }) => {
    for (const answer of [
      await get(`referrers/${nowhere}`),
      await fetch(`${url}/v2/nobody/referrers/${nowhere}`),
    ]) {
      expect([answer.status, await answer.json()]).toMatchObject([200, { manifests: [] }]);
    }
  },
  'MUST: what is no digest is 400': async ({ get }) => {
    for (const wrong of ['latest', 'sha256:abc', `sha256:${'x'.repeat(64)}`]) {
      expect((await get(`referrers/${wrong}`)).status).toBe(400);
    }
  },
  'MUST: artifactType is the manifest’s, or that of an image’s config, or left out for an index': async (
    asked,
  ) => {
    const artifactType = 'application/x';
    const own = imageOf(asked.config, [], { ...named, artifactType });
    const plain = imageOf(asked.config, [], named);
    const [index, typed] = [indexOf([], named), indexOf([], { ...named, artifactType })];
    for (const content of [own, plain]) await pushReferrer(asked, content);
    for (const content of [index, typed]) await pushReferrer(asked, content, MEDIA_TYPES.ociIndex);
    const { manifests } = await referrers(asked);
    expect(manifests).toHaveLength(4);
    expect(manifests).toContainEqual({ ...descriptorOf(own, MEDIA_TYPES.ociManifest), artifactType });
    expect(manifests).toContainEqual({
      ...descriptorOf(plain, MEDIA_TYPES.ociManifest),
      artifactType: MEDIA_TYPES.ociConfig,
    });
    expect(manifests).toContainEqual(descriptorOf(index, MEDIA_TYPES.ociIndex));
    expect(manifests).toContainEqual({ ...descriptorOf(typed, MEDIA_TYPES.ociIndex), artifactType });
  },
  'MUST: annotations are the manifest’s': async (asked) => {
    const annotations = { who: 'me', what: '' };
    await pushReferrer(asked, imageOf(asked.config, [], { ...named, annotations }));
    expect((await referrers(asked)).manifests).toMatchObject([{ annotations }]);
  },
  'SHOULD filter by artifactType, and then MUST say so in OCI-Filters-Applied': async (asked) => {
    const [one, two] = ['a/one', 'a/two'].map((artifactType) =>
      imageOf(asked.config, [], { ...named, artifactType }),
    ) as [Content, Content];
    for (const content of [one, two]) await pushReferrer(asked, content);
    const { manifests, headers } = await referrers(asked, '?artifactType=a%2Ftwo');
    expect(manifests).toMatchObject([{ digest: two.digest }]);
    expect(headers.get('oci-filters-applied')).toBe('artifactType');
    expect((await referrers(asked)).headers.get('oci-filters-applied')).toBeNull();
  },
});

section('Enabling the Referrers API', {
  'MUST: manifests that were there before are listed, too': async () => {
    const root = await temporaryFolder();
    const before = openStore(root);
    const config = contentOf('{}');
    const referrer = imageOf(config, [], named);
    await before.manifests.put('app', parseDigest(referrer.digest)!, referrer.bytes);
    const { url } = await startRegistry({ root });
    await pushBlob(url, 'app', config);
    const list = await fetch(`${url}/v2/app/referrers/${subject.digest}`);
    expect(await list.json()).toMatchObject({ manifests: [{ digest: referrer.digest }] });
  },
});
