import { randomBytes } from 'node:crypto';
import { readdirSync, statSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { collectGarbage } from '../../../src/registry/garbage.ts';
import { smallDisk } from '../../small-disk.ts';
import { contentOf, imageOf, pushBlob, pushImage, putManifest, type Content } from '../content.ts';
import { codesOf, startRegistry } from '../start.ts';

const MIB = 1024 * 1024;

function filesBelow(folder: string, name: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(name));
}

const answerOf = async (url: string) => (await fetch(url)).json();

test('pushes that fill the disk together fail with an error, and only whole blobs stay', async (context) => {
  const disk = smallDisk(20 * MIB);
  if (!disk) return context.skip();
  const root = disk.folder;
  const { url } = await startRegistry({ root });
  const kept = await pushImage(url, 'app', 'kept');
  const layers = Array.from({ length: 4 }, () => contentOf(randomBytes(8 * MIB)));
  const statuses = await Promise.all(layers.map(async (layer) => (await pushBlob(url, 'app', layer)).status));
  expect(new Set([...statuses, 507])).toEqual(new Set(statuses.includes(201) ? [201, 507] : [507]));
  expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(2);

  const stored = async ({ digest, bytes }: Content) => {
    const response = await fetch(`${url}/v2/app/blobs/${digest}`);
    return response.status === 200 && Buffer.from(await response.arrayBuffer()).equals(bytes);
  };
  for (const [index, layer] of layers.entries()) expect(await stored(layer)).toBe(statuses[index] === 201);
  expect(filesBelow(`${root}/docker/registry/v2/repositories`, 'startedat')).toEqual([]);
  const entries = readdirSync(`${root}/docker/registry/v2/_temporary`, { withFileTypes: true });
  expect(entries.filter((entry) => entry.isFile())).toEqual([]);
  // An image has three blobs: manifest, config, layer.
  expect(filesBelow(`${root}/docker/registry/v2/blobs`, '/data')).toHaveLength(
    3 + statuses.filter((status) => status === 201).length,
  );
  expect((await fetch(`${url}/v2/app/manifests/${kept.digest}`)).status).toBe(200);

  // What failed gave its room back.
  await pushImage(url, 'app', 'later');
});

test.for<[string, number]>([
  ['at once', 0],
  ['between its link and its bytes', 100_000],
])('a manifest that fills the disk %s is an error, and nothing of it stays', async ([, left], context) => {
  const disk = smallDisk(4 * MIB);
  if (!disk) return context.skip();
  const root = disk.folder;
  const { url } = await startRegistry({ root });
  await pushImage(url, 'app', 'kept');
  const config = contentOf('{}');
  await pushBlob(url, 'fresh', config);
  const before = await answerOf(`${url}/v2/_catalog`);
  const links = () => filesBelow(`${root}/docker/registry/v2/repositories`, '/link').sort();
  const linksBefore = links();
  const manifest = imageOf(config, [], { annotations: { pad: 'x'.repeat(2 * left + 1000) } });

  disk.fill();
  if (left > 0) truncateSync(`${root}/filler`, statSync(`${root}/filler`).size - left);
  const refused = await putManifest(url, 'fresh', 'v1', manifest);
  expect([refused.status, await codesOf(refused)]).toEqual([507, ['UNKNOWN']]);
  expect(await answerOf(`${url}/v2/_catalog`)).toEqual(before);
  expect((await fetch(`${url}/v2/fresh/tags/list`)).status).toBe(404);
  for (const reference of ['v1', manifest.digest]) {
    expect((await fetch(`${url}/v2/fresh/manifests/${reference}`)).status).toBe(404);
  }
  expect(links()).toEqual(linksBefore);
  expect((await fetch(`${url}/v2/app/manifests/kept`)).status).toBe(200);

  disk.free();
  expect((await putManifest(url, 'fresh', 'v1', manifest)).status).toBe(201);
  expect(await answerOf(`${url}/v2/fresh/tags/list`)).toEqual({ name: 'fresh', tags: ['v1'] });
});

test('garbage can be collected from a disk that is full', async (context) => {
  const disk = smallDisk(8 * MIB);
  if (!disk) return context.skip();
  const { url, registry } = await startRegistry({ root: disk.folder });
  const kept = await pushImage(url, 'app', 'kept');
  const gone = contentOf(randomBytes(2 * MIB));
  await pushBlob(url, 'app', gone);
  registry.store.pending.settle('app', gone.digest);
  disk.fill();
  expect((await collectGarbage(disk.folder)).blobs).toEqual([gone.digest]);
  expect((await fetch(`${url}/v2/app/manifests/${kept.digest}`)).status).toBe(200);
  expect((await pushBlob(url, 'app', contentOf(randomBytes(MIB)))).status).toBe(201);
});
