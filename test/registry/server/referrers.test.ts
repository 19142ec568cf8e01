import { describe, expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { connectRegistry } from '../../../src/registry/client/client.ts';
import {
  contentOf,
  descriptorOf,
  imageOf,
  indexOf,
  pushBlob,
  pushImage,
  putManifest,
  type Content,
} from '../content.ts';
import { codesOf, startRegistry } from '../start.ts';

const SBOM = 'application/vnd.example.sbom';
const empty = contentOf('{}');

async function list(url: string, digest: string, query = '') {
  const response = await fetch(`${url}/v2/app/referrers/${digest}${query}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, MEDIA_TYPES.ociIndex]);
  const body = (await response.json()) as {
    schemaVersion: number;
    mediaType: string;
    manifests: { digest: string }[];
  };
  expect(body).toMatchObject({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex });
  return { manifests: body.manifests, filters: response.headers.get('oci-filters-applied') };
}

const naming = (subject: Content, more = {}) =>
  imageOf(empty, [], { subject: descriptorOf(subject, MEDIA_TYPES.ociManifest), ...more });

describe('Listing Referrers', () => {
  test('what names the subject is listed with type, size and annotations', async () => {
    const { url } = await startRegistry();
    const image = await pushImage(url, 'app', 'v1');
    await pushBlob(url, 'app', empty);
    const sbom = naming(image, { artifactType: SBOM, annotations: { who: 'me' } });
    const plain = naming(image);
    const list1 = indexOf([], {
      subject: descriptorOf(image, MEDIA_TYPES.ociManifest),
      artifactType: 'application/x',
    });
    for (const [content, type] of [
      [sbom, MEDIA_TYPES.ociManifest],
      [plain, MEDIA_TYPES.ociManifest],
      [list1, MEDIA_TYPES.ociIndex],
    ] as const) {
      const put = await putManifest(url, 'app', content.digest, content, type);
      expect([put.status, put.headers.get('oci-subject')]).toEqual([201, image.digest]);
    }
    const { manifests, filters } = await list(url, image.digest);
    expect(filters).toBeNull();
    expect(manifests).toHaveLength(3);
    expect(manifests).toContainEqual({
      ...descriptorOf(sbom, MEDIA_TYPES.ociManifest),
      artifactType: SBOM,
      annotations: { who: 'me' },
    });
    // Without an artifact type of its own it is of the type of its config.
    expect(manifests).toContainEqual({
      ...descriptorOf(plain, MEDIA_TYPES.ociManifest),
      artifactType: MEDIA_TYPES.ociConfig,
    });
    expect(manifests).toContainEqual({
      ...descriptorOf(list1, MEDIA_TYPES.ociIndex),
      artifactType: 'application/x',
    });

    const filtered = await list(url, image.digest, `?artifactType=${encodeURIComponent(SBOM)}`);
    expect(filtered).toMatchObject({ filters: 'artifactType', manifests: [{ digest: sbom.digest }] });
    expect((await list(url, image.digest, '?artifactType=none')).manifests).toEqual([]);
  });

  test('all come at once, without a Link, also to who asks for pages as of tags', async () => {
    const { url } = await startRegistry();
    await pushBlob(url, 'app', empty);
    const subject = contentOf('a subject');
    const referrers = Array.from({ length: 7 }, (_, index) =>
      naming(subject, { annotations: { n: `${index}` } }),
    );
    for (const referrer of referrers) await putManifest(url, 'app', referrer.digest, referrer);
    const all = referrers.map(({ digest }) => digest).sort();
    const response = await fetch(`${url}/v2/app/referrers/${subject.digest}?n=2&last=${all[3]}`);
    const { manifests } = (await response.json()) as { manifests: { digest: string }[] };
    expect(response.headers.get('link')).toBeNull();
    expect(manifests.map(({ digest }) => digest).sort()).toEqual(all);
    const followed = await connectRegistry({ url }).referrers('app', subject.digest);
    expect(followed.map(({ digest }) => digest).sort()).toEqual(all);
  });

  test('a subject may come later, and a referrer that is deleted is not listed any more', async () => {
    const { url } = await startRegistry();
    await pushBlob(url, 'app', empty);
    const early = naming(contentOf('not pushed yet'));
    expect((await putManifest(url, 'app', 'early', early)).status).toBe(201);
    const { digest } = contentOf('not pushed yet');
    expect((await list(url, digest)).manifests).toHaveLength(1);
    await fetch(`${url}/v2/app/manifests/${early.digest}`, { method: 'DELETE' });
    expect((await list(url, digest)).manifests).toEqual([]);
  });

  test('for what nobody pushed, in a repository that nobody has, the list is empty; for no digest it is 400', async () => {
    const { url } = await startRegistry();
    expect((await list(url, empty.digest)).manifests).toEqual([]);
    const wrong = await fetch(`${url}/v2/app/referrers/latest`);
    expect([wrong.status, await codesOf(wrong)]).toEqual([400, ['DIGEST_INVALID']]);
  });

  test('a manifest without a subject has no OCI-Subject', async () => {
    const { url } = await startRegistry();
    await pushBlob(url, 'app', empty);
    const put = await putManifest(url, 'app', 'v1', imageOf(empty, [], { subject: null }));
    expect([put.status, put.headers.get('oci-subject')]).toEqual([201, null]);
  });
});
