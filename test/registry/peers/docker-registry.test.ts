import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { connectRegistry, type RegistryClient } from '../../../src/registry/client/client.ts';
import { serveSettings } from '../../../src/registry/serve.ts';
import { settingsFromEnvironment } from '../../../src/registry/settings/read-settings.ts';
import { contentOf, descriptorOf, imageOf, indexOf, type Content } from '../content.ts';
import { startRegistry, temporaryFolder } from '../start.ts';
import { findProgram, startDockersRegistry, stop } from './programs.ts';

const program = findProgram('docker-registry');

/** Docker's registry, as Debian ships it, on this folder. */
async function startDockers(root: string) {
  const config = `${await temporaryFolder()}/config.yml`;
  await writeFile(
    config,
    `version: 0.1\nstorage:\n  filesystem: { rootdirectory: ${root} }\n  delete: { enabled: true }\n`,
  );
  const { url, child } = await startDockersRegistry(program!, config);
  return { url, client: connectRegistry({ url }), child };
}

const config = contentOf('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}');
const layer = contentOf(Buffer.alloc(2_000_000, 'a layer'));
const manifest = imageOf(config, [layer]);

async function push(client: RegistryClient, name: string, tag: string): Promise<void> {
  for (const { digest, bytes } of [config, layer]) {
    await client.pushBlob(name, digest, bytes.length, () => Readable.from([bytes]));
  }
  await client.putManifest(name, tag, MEDIA_TYPES.ociManifest, manifest.bytes);
}

async function expectWhole(client: RegistryClient, name: string, tag: string, layers: Content[] = [layer]) {
  expect(await client.tags(name)).toEqual([tag]);
  expect(await client.catalog()).toContain(name);
  expect(Buffer.from((await client.manifest(name, tag))!.bytes)).toEqual(manifest.bytes);
  for (const { digest, bytes } of layers) {
    expect((await buffer((await client.blob(name, digest))!)).equals(bytes)).toBe(true);
  }
}

test.skipIf(!program)('the folder of Docker’s registry is opened by ours', async () => {
  const root = await temporaryFolder();
  const dockers = await startDockers(root);
  await push(dockers.client, 'team/app', 'v1');
  await stop(dockers.child);
  const ours = connectRegistry(await startRegistry({ root }));
  await expectWhole(ours, 'team/app', 'v1');
  expect(await ours.deleteManifest('team/app', 'v1')).toBe(true);
});

test.skipIf(!program)('the folder of ours is opened by Docker’s registry', async () => {
  const root = await temporaryFolder();
  const ours = await startRegistry({ root });
  await push(connectRegistry(ours), 'team/app', 'v1');
  await ours.registry.close();
  const dockers = await startDockers(root);
  await expectWhole(dockers.client, 'team/app', 'v1');
  await push(dockers.client, 'team/app', 'v1');
  expect(await dockers.client.deleteManifest('team/app', manifest.digest)).toBe(true);
});

test.skipIf(!program)('an upload that one began, the other finishes', async () => {
  const root = await temporaryFolder();
  const ours = await startRegistry({ root });
  const dockers = await startDockers(root);
  const begun = await fetch(`${dockers.url}/v2/app/blobs/uploads/`, { method: 'POST' });
  const path = new URL(begun.headers.get('location')!).pathname;
  const patch = await fetch(begun.headers.get('location')!, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: 'begun there, ',
  });
  expect(patch.status).toBe(202);
  const { digest } = contentOf('begun there, finished here');
  const put = await fetch(`${ours.url}${path}?digest=${digest}`, { method: 'PUT', body: 'finished here' });
  expect(put.status).toBe(201);
  expect(await connectRegistry(dockers).hasBlob('app', digest)).toBe(true);
});

describe.skipIf(!program)('Docker’s registry and ours agree about read-only', () => {
  test.each([
    ['READONLY={enabled: true}', 'read-only'],
    ['READONLY={"enabled":true}', 'read-only'],
    ['READONLY={enabled: false}', 'writable'],
    ['READONLY={enabled: "true"}', 'ends'],
    ['READONLY=true', 'ends'],
    ['READONLY_ENABLED=true', 'ends'],
    ['READONLY_ENABLED=false', 'ends'],
    ['UPLOADPURGING={enabled: false}', 'writable'],
    ['UPLOADPURGING_ENABLED=false', 'ends'],
  ])('with REGISTRY_STORAGE_MAINTENANCE_%s it %s', async (written, outcome) => {
    const [name, value] = written.split('=') as [string, string];
    const folder = await temporaryFolder();
    const env = {
      [`REGISTRY_STORAGE_MAINTENANCE_${name}`]: value,
      REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: folder,
    };
    await writeFile(`${folder}/config.yml`, 'version: 0.1\nstorage: { filesystem: {} }\n');
    const dockers = async () => startDockersRegistry(program!, `${folder}/config.yml`, env);
    const ours = async () => {
      const served = await serveSettings(
        settingsFromEnvironment({ ...env, REGISTRY_HTTP_ADDR: '127.0.0.1:0' }),
      );
      onTestFinished(() => served.close());
      return served;
    };
    for (const serve of [dockers, ours]) {
      const happened = await serve().then(
        async ({ url }) => {
          const { status } = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
          return { 202: 'writable', 405: 'read-only' }[status];
        },
        () => 'ends',
      );
      expect(happened).toBe(outcome);
    }
  });
});

test.skipIf(!program)('our client speaks to Docker’s registry as to ours', async () => {
  const { client } = await startDockers(await temporaryFolder());
  await push(client, 'team/app', 'v1');
  await expectWhole(client, 'team/app', 'v1');
  expect(await client.tags('nobody')).toBeUndefined();
  expect(
    await client.pushBlob('team/b', layer.digest, 0, () => Readable.from([]), { mountFrom: 'team/app' }),
  ).toBe('mounted');
});

test.skipIf(!program)(
  'our client copies to Docker’s registry and back, and finds referrers there by tag',
  async () => {
    const dockers = await startDockers(await temporaryFolder());
    const ours = connectRegistry(await startRegistry());
    await push(ours, 'team/app', 'v1');
    const from = { repository: 'team/app', reference: 'v1' };
    const there = await ours.copy(from, { ...from, registry: dockers.client });
    expect(there).toMatchObject({ digest: manifest.digest, blobs: { pushed: 2 } });
    await expectWhole(dockers.client, 'team/app', 'v1');
    const mounted = await dockers.client.copy(from, { repository: 'team/b', reference: 'v1' });
    expect(mounted.blobs).toEqual({ existed: 0, mounted: 2, pushed: 0 });
    const back = await dockers.client.copy(from, { repository: 'back', reference: 'v2', registry: ours });
    expect(back).toMatchObject({ digest: manifest.digest, blobs: { pushed: 2 } });
    await expectWhole(ours, 'back', 'v2');

    // It has no list of referrers, so that clients keep one under a tag.
    expect(await dockers.client.referrers('team/app', manifest.digest)).toEqual([]);
    const artifact = imageOf(config, [], { subject: descriptorOf(manifest, MEDIA_TYPES.ociManifest) });
    await dockers.client.putManifest('team/app', artifact.digest, MEDIA_TYPES.ociManifest, artifact.bytes);
    const list = indexOf([artifact]);
    const tag = manifest.digest.replace(':', '-');
    await dockers.client.putManifest('team/app', tag, MEDIA_TYPES.ociIndex, list.bytes);
    expect(await dockers.client.referrers('team/app', manifest.digest)).toMatchObject([
      { digest: artifact.digest },
    ]);
  },
);
