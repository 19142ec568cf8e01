import { readdirSync } from 'node:fs';
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
import { startRegistry } from '../start.ts';
import { fakeRegistry } from './fake-registry.ts';

/** A registry that has one image, but other bytes under the digest of its layer. */
function spoiled(manifest: Content, config: Content, layer: string | undefined) {
  return fakeRegistry((request, response) => {
    if (request.url!.includes('/manifests/')) {
      response.setHeader('Content-Type', MEDIA_TYPES.ociManifest).end(manifest.bytes);
    } else if (request.url!.endsWith(config.digest)) response.end(config.bytes);
    else if (layer === undefined) response.writeHead(404).end();
    else response.end(layer);
  });
}

describe('copy', () => {
  test('within one registry mounts the blobs and keeps every byte of the manifest', async () => {
    const { url, events } = await startRegistry();
    const image = await pushImage(url, 'from/here', 'v1');
    const client = connectRegistry({ url });
    events.length = 0;
    const copied = await client.copy(
      { repository: 'from/here', reference: 'v1' },
      { repository: 'to/there', reference: 'latest' },
    );
    expect(copied).toEqual({
      mediaType: MEDIA_TYPES.ociManifest,
      digest: image.digest,
      manifests: 1,
      blobs: { existed: 0, mounted: 2, pushed: 0 },
    });
    expect(events.filter(({ method, path }) => method === 'GET' && path.includes('/blobs/'))).toEqual([]);
    expect(Buffer.from((await client.manifest('to/there', 'latest'))!.bytes)).toEqual(image.bytes);
    const again = await client.copy(
      { repository: 'from/here', reference: image.digest },
      { repository: 'to/there', reference: 'latest' },
    );
    expect(again.blobs).toEqual({ existed: 2, mounted: 0, pushed: 0 });
  });

  test('to another registry brings an index with all its children, and leaves referrers behind', async () => {
    const [here, there] = [await startRegistry(), await startRegistry()];
    const children = [
      await pushImage(here.url, 'app', 'amd64', 'amd64'),
      await pushImage(here.url, 'app', 'arm64', 'arm64'),
    ];
    const index = indexOf([...children, children[0]!]);
    await putManifest(here.url, 'app', 'v1', index, MEDIA_TYPES.ociIndex);
    const empty = contentOf('{}');
    await pushBlob(here.url, 'app', empty);
    const subject = descriptorOf(index, MEDIA_TYPES.ociIndex);
    const signature = imageOf(empty, [], { subject });
    await putManifest(here.url, 'app', signature.digest, signature);

    const target = connectRegistry(there);
    const copied = await connectRegistry(here).copy(
      { repository: 'app', reference: 'v1' },
      { registry: target, repository: 'mine/app', reference: 'v1' },
    );
    expect(copied).toEqual({
      mediaType: MEDIA_TYPES.ociIndex,
      digest: index.digest,
      manifests: 3,
      blobs: { existed: 0, mounted: 0, pushed: 4 },
    });
    for (const { digest, bytes } of [index, ...children]) {
      expect(Buffer.from((await target.manifest('mine/app', digest))!.bytes)).toEqual(bytes);
    }
    const layer = await fetch(`${there.url}/v2/mine/app/blobs/${contentOf('layer of arm64').digest}`);
    expect(await layer.text()).toBe('layer of arm64');
    expect(await target.tags('mine/app')).toEqual(['v1']);
    expect(await target.referrers('mine/app', index.digest)).toEqual([]);
  });

  test.each([
    ['other bytes of the same length', 'spoiled!', 'DIGEST_INVALID'],
    ['too many bytes', 'original and more', 'SIZE_INVALID'],
    ['too few bytes', 'orig', 'DIGEST_INVALID'],
    ['nothing', undefined, 'BLOB_UNKNOWN'],
  ])('a source that sends %s spoils nothing, and leaves no upload', async (_what, sent, code) => {
    const [config, layer] = [contentOf('{}'), contentOf('original')];
    const source = connectRegistry({ url: await spoiled(imageOf(config, [layer]), config, sent) });
    const there = await startRegistry();
    const target = connectRegistry(there);
    const copying = source.copy(
      { repository: 'app', reference: 'v1' },
      { registry: target, repository: 'app', reference: 'v1' },
    );
    await expect(copying).rejects.toMatchObject({ code });
    expect(await target.hasBlob('app', layer.digest)).toBe(false);
    expect(await target.tags('app')).toBeUndefined();
    const uploads = `${there.root}/docker/registry/v2/repositories/app/_uploads`;
    await expect.poll(() => readdirSync(uploads)).toEqual([]);
  });

  test('what is not there is said', async () => {
    const client = connectRegistry(await startRegistry());
    const place = { repository: 'app', reference: 'v1' };
    await expect(client.copy(place, { ...place, repository: 'b' })).rejects.toMatchObject({
      status: 404,
      code: 'MANIFEST_UNKNOWN',
    });
  });
});
