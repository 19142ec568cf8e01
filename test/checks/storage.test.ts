import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { digestOf } from '../../src/image/digest.ts';
import { connectRegistry } from '../../src/registry/client/client.ts';
import { collectGarbage } from '../../src/registry/garbage.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { Readable } from 'node:stream';
import { temporaryFolder, told, typed, verdict, world } from './world.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** A registry on a folder `data`, with `shop:1` and `shop:2` that share a layer; returns the digests of their manifests. */
async function filled() {
  const workdir = temporaryFolder();
  const data = path.join(workdir, 'data');
  mkdirSync(data);
  const registry = createRegistry({ root: data, deleteEnabled: true });
  const { url } = await registry.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => registry.close());
  const client = connectRegistry({ url });
  const blob = async (text: string) => {
    const bytes = Buffer.from(text);
    const digest = digestOf(bytes);
    await client.pushBlob('shop', digest, bytes.length, () => Readable.from([bytes]));
    return { mediaType: 'application/octet-stream', digest, size: bytes.length };
  };
  const push = async (version: string) => {
    const layers = [await blob('base'), await blob(`layer ${version}`)];
    const document = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: await blob(`{"v":${version}}`),
      layers,
    };
    return (await client.putManifest('shop', version, MANIFEST, Buffer.from(JSON.stringify(document))))
      .digest;
  };
  const digests = [await push('1'), await push('2')] as const;
  const ask = (spec: object) => verdict({ storage: { folder: 'data', ...spec } }, world({ workdir }));
  return { workdir, data, client, digests, ask };
}

test('blobs are seen while nothing is deleted, unused after a delete, and gone after a collection', async () => {
  const { workdir, data, client, digests, ask } = await filled();
  writeFileSync(path.join(workdir, 'digest.txt'), `${digests[0]}\n`);
  const whole = {
    has: ['shop:1', 'shop:2', digests[0]],
    blobs: 7,
    unused: 0,
    untagged: 0,
    repositories: ['shop'],
  };
  expect((await ask(whole)).status).toBe('passed');

  await client.deleteManifest('shop', digests[0]);
  expect(told(await ask({ has: 'shop:1' }))).toBe('`shop` has no tag `1` | its tags are `2`');
  expect((await ask({ has: { file: 'digest.txt' }, unused: { atLeast: 3 } })).status).toBe('passed');
  expect(told(await ask({ lacks: { file: 'digest.txt' } }))).toContain(
    'It goes when the garbage is collected',
  );
  expect(told(await ask({ unused: 0 }))).toContain('3 blobs of 7 are needed by no manifest');

  await collectGarbage(data);
  expect((await ask({ lacks: { file: 'digest.txt' }, has: 'shop:2', blobs: 4, unused: 0 })).status).toBe(
    'passed',
  );
  expect(told(await ask({ blobs: { atLeast: 7 } }))).toContain('it holds 4 blobs');
});

test('a blob that a manifest needs and that is gone is told as a broken image', async () => {
  const { data, ask } = await filled();
  const hex = digestOf(Buffer.from('base')).slice('sha256:'.length);
  rmSync(path.join(data, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2)), { recursive: true });
  expect(told(await ask({ has: 'shop:1' }))).toContain('`shop:1` is broken: 1 blob that it needs is gone');
});

test('a manifest whose blobs never came is told as that of a mirror', async () => {
  const { data, ask } = await filled();
  const hex = digestOf(Buffer.from('base')).slice('sha256:'.length);
  const root = path.join(data, 'docker/registry/v2');
  rmSync(path.join(root, 'blobs/sha256', hex.slice(0, 2)), { recursive: true });
  rmSync(path.join(root, 'repositories/shop/_layers/sha256', hex), { recursive: true });
  expect(told(await ask({ has: 'shop:1' }))).toMatch(
    /^of `shop:1` only the manifest came: 1 blob that it needs was never asked for \| A mirror fetches/,
  );
});

test('a tag that moved leaves a manifest without one', async () => {
  const { client, digests, ask } = await filled();
  const { bytes } = (await client.manifest('shop', digests[1]))!;
  await client.putManifest('shop', '1', MANIFEST, bytes);
  expect(told(await ask({ untagged: 0 }))).toContain('1 manifest has no tag');
  expect((await ask({ unused: 0, untagged: 1 })).status).toBe('passed');
});

test('what keeps a blob from becoming garbage is named', async () => {
  const { workdir, client, digests, ask } = await filled();
  writeFileSync(path.join(workdir, 'digest.txt'), digests[0]);
  const { bytes } = (await client.manifest('shop', digests[0]))!;
  await client.putManifest('shop', 'latest', MANIFEST, bytes);
  expect(told(await ask({ lacks: { file: 'digest.txt' } }))).toContain(
    'is still on disk | needed by `shop:1` and `shop:latest` | Collecting garbage leaves what a manifest needs: delete that manifest first, or push another image under its tag.',
  );
  expect(told(await ask({ has: { file: 'digest.txt' }, unused: { atLeast: 1 } }))).toMatch(
    /^0 blobs of 7 are needed by no manifest \| `sha256:[0-9a-f]{12}…` is still held by `shop:1` \| Blobs become garbage/,
  );
  for (const tag of ['1', 'latest']) await client.deleteManifest('shop', tag);
  expect(told(await ask({ lacks: { file: 'digest.txt' } }))).toContain(
    'is still on disk | its manifest is still in `shop`, without a tag | A plain collection leaves',
  );
});

test('who collected too early hears that it was the collection, and the way back', async () => {
  const { workdir, data, client, digests } = await filled();
  writeFileSync(path.join(workdir, 'digest.txt'), digests[0]);
  await client.deleteManifest('shop', digests[0]);
  await collectGarbage(data, { dryRun: false, removeUntagged: false });
  const look = async (line: string) =>
    told(
      await verdict(
        { storage: { folder: 'data', has: { file: 'digest.txt' } } },
        world({ workdir, typed: typed(line) }),
      ),
    );
  expect(await look('docker run --rm registry:2 garbage-collect /c.yml')).toContain('push it again');
  for (const rehearsed of ['--dry-run', '-d', '-md'])
    expect(await look(`docker run -d registry:2 garbage-collect ${rehearsed} /c.yml`)).toContain(
      'compare it with what the registry says',
    );
});

test('a folder that no registry wrote into, a repository misspelled, a file without a digest', async () => {
  const { ask } = await filled();
  expect(told(await ask({ folder: 'date', blobs: 1 }))).toContain('no registry has written into `date`');
  expect(told(await ask({ has: 'shopp:1' }))).toBe('no repository is called `shopp` | there is `shop`');
  expect(told(await ask({ lacks: { file: 'none.txt' } }))).toContain('there is no digest in `none.txt`');
  expect((await ask({ repositories: ['shop', 'other'] })).actual).toBe('its repositories are `shop`');
});
