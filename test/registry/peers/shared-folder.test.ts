import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { connectRegistry, type RegistryClient } from '../../../src/registry/client/client.ts';
import { collectGarbage } from '../../../src/registry/garbage.ts';
import { contentOf, descriptorOf, imageOf, type Content } from '../content.ts';
import { startRegistry, temporaryFolder } from '../start.ts';
import { findProgram, run, startDockersRegistry, stop } from './programs.ts';

const program = findProgram('docker-registry');

/** One of the two registries: served from a folder until it is closed, and collecting the garbage of one. */
interface Side {
  serve(root: string): Promise<{ url: string; client: RegistryClient; close(): Promise<void> }>;
  collect(root: string): Promise<unknown>;
}

const ours: Side = {
  async serve(root) {
    const { url, registry } = await startRegistry({ root });
    return { url, client: connectRegistry({ url }), close: () => registry.close() };
  },
  collect: (root) => collectGarbage(root),
};

const dockers: Side = {
  async serve(root) {
    const { url, child } = await startDockersRegistry(program!, await configFor(root));
    return { url, client: connectRegistry({ url }), close: () => stop(child) };
  },
  collect: async (root) => run(program!, ['garbage-collect', await configFor(root)]),
};

async function configFor(root: string): Promise<string> {
  const file = `${await temporaryFolder()}/config.yml`;
  const storage = `storage:\n  filesystem: { rootdirectory: ${root} }\n  delete: { enabled: true }\n`;
  await writeFile(file, `version: 0.1\nlog: { level: error }\n${storage}`);
  return file;
}

const platforms = ['amd64', 'arm64'];
const NAME = 'team/app';

interface Image {
  readonly manifest: Content;
  readonly blobs: readonly Content[];
}

async function pushImage(
  client: RegistryClient,
  tag: string | undefined,
  seed: string,
  architecture = 'amd64',
): Promise<Image> {
  const rootfs = { type: 'layers', diff_ids: [] };
  const blobs = [
    contentOf(JSON.stringify({ architecture, os: 'linux', rootfs, seed })),
    contentOf(`layer of ${seed}`),
  ];
  for (const { digest, bytes } of blobs) {
    await client.pushBlob(NAME, digest, bytes.length, () => Readable.from([bytes]));
  }
  const manifest = imageOf(blobs[0]!, [blobs[1]!]);
  await client.putManifest(NAME, tag ?? manifest.digest, MEDIA_TYPES.ociManifest, manifest.bytes);
  return { manifest, blobs };
}

async function pushIndex(client: RegistryClient, tag: string): Promise<{ index: Content; images: Image[] }> {
  const images: Image[] = [];
  for (const platform of platforms)
    images.push(await pushImage(client, undefined, `${tag} ${platform}`, platform));
  const manifests = images.map(({ manifest }, at) => ({
    ...descriptorOf(manifest, MEDIA_TYPES.ociManifest),
    platform: { architecture: platforms[at], os: 'linux' },
  }));
  const index = contentOf(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests }));
  await client.putManifest(NAME, tag, MEDIA_TYPES.ociIndex, index.bytes);
  return { index, images };
}

async function expectWhole(client: RegistryClient, { manifest, blobs }: Image): Promise<void> {
  expect(Buffer.from((await client.manifest(NAME, manifest.digest))!.bytes)).toEqual(manifest.bytes);
  for (const { digest, bytes } of blobs) {
    expect((await buffer((await client.blob(NAME, digest))!)).equals(bytes)).toBe(true);
  }
}

/** The digests of images whose blobs are not there any more. */
async function goneOf(client: RegistryClient, images: readonly Image[]): Promise<string[]> {
  const gone: string[] = [];
  for (const { manifest, blobs } of images) {
    const there = await Promise.all(blobs.map(({ digest }) => client.hasBlob(NAME, digest)));
    if (there.every((one) => !one)) gone.push(manifest.digest);
  }
  return gone;
}

describe.skipIf(!program)('one folder, two registries', () => {
  test.each([
    ['ours', 'Docker’s', ours, dockers],
    ['Docker’s', 'ours', dockers, ours],
  ])(
    'what %s wrote, %s reads, moves, deletes, and collects the garbage of',
    async (_writer, _other, writer, other) => {
      const root = await temporaryFolder();
      const first = await writer.serve(root);
      const { index, images } = await pushIndex(first.client, 'all');
      const before = await pushImage(first.client, 'moved', 'before');
      const doomed = await pushImage(first.client, 'doomed', 'doomed');
      await first.close();

      const second = await other.serve(root);
      expect((await second.client.tags(NAME))!.sort()).toEqual(['all', 'doomed', 'moved']);
      const read = (await second.client.manifest(NAME, 'all'))!;
      expect([read.digest, read.mediaType]).toEqual([index.digest, MEDIA_TYPES.ociIndex]);
      for (const image of [...images, before, doomed]) await expectWhole(second.client, image);
      const after = await pushImage(second.client, 'moved', 'after');
      expect(await second.client.deleteManifest(NAME, doomed.manifest.digest)).toBe(true);
      await second.close();
      await other.collect(root);

      // And both may collect: what is tagged stays for both of them.
      await writer.collect(root);
      for (const side of [other, writer]) {
        const { client, close } = await side.serve(root);
        expect((await client.tags(NAME))!.sort()).toEqual(['all', 'moved']);
        expect((await client.manifest(NAME, 'all'))!.digest).toBe(index.digest);
        expect((await client.manifest(NAME, 'moved'))!.digest).toBe(after.manifest.digest);
        for (const image of [...images, after]) await expectWhole(client, image);
        expect(await goneOf(client, [before, doomed, after, ...images])).toEqual([doomed.manifest.digest]);
        expect(await client.manifest(NAME, doomed.manifest.digest)).toBeUndefined();
        await close();
      }

      await collectGarbage(root, { removeUntagged: true });
      const { client } = await writer.serve(root);
      for (const image of [...images, after]) await expectWhole(client, image);
      const all = [before, doomed, after, ...images];
      expect(await goneOf(client, all)).toEqual([before, doomed].map(({ manifest }) => manifest.digest));
    },
  );

  test('a layer that Docker’s took by sha512 outlasts our collection', async () => {
    const root = await temporaryFolder();
    const { client, url } = await dockers.serve(root);
    const [config, layer] = [contentOf('{}'), contentOf('layer', 'sha512')];
    for (const { digest, bytes } of [config, layer]) {
      await client.pushBlob(NAME, digest, bytes.length, () => Readable.from([bytes]));
    }
    const manifest = imageOf(config, [layer]);
    await client.putManifest(NAME, 'v1', MEDIA_TYPES.ociManifest, manifest.bytes);
    expect((await collectGarbage(root, { removeUntagged: true })).blobs).toEqual([]);
    expect(await (await fetch(`${url}/v2/${NAME}/blobs/${layer.digest}`)).text()).toBe('layer');
  });
});
