import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDigest } from '../../src/image/digest.ts';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import { collectGarbage } from '../../src/registry/garbage.ts';
import {
  contentOf,
  descriptorOf,
  imageOf,
  indexOf,
  pushBlob,
  pushImage,
  putManifest,
  type Content,
} from './content.ts';
import { startRegistry, temporaryFolder } from './start.ts';

const status = async (url: string) => (await fetch(url)).status;
const remove = (url: string) => fetch(url, { method: 'DELETE' });

function blobFiles(root: string): number {
  const folder = path.join(root, 'docker/registry/v2/blobs');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(path.join(folder, file)).isFile(),
  ).length;
}

/** The same folder under another name: what works there shares nothing with the server but the files. */
async function elsewhereOn(root: string): Promise<string> {
  const link = path.join(await temporaryFolder(), 'link');
  await symlink(root, link);
  return link;
}

/** As if all that pushes in progress count on had been sent the day before. */
async function agePending(folder: string): Promise<void> {
  const yesterday = new Date(Date.now() - 24 * 60 * 60_000);
  for (const file of readdirSync(folder)) await utimes(path.join(folder, file), yesterday, yesterday);
}

describe('garbage collection', () => {
  test('frees what a deleted manifest needed, and keeps what others need', async () => {
    const { url, root } = await startRegistry();
    const gone = await pushImage(url, 'app', 'v1', 'one');
    await fetch(`${url}/v2/app/blobs/${contentOf('layer of one').digest}`, { method: 'HEAD' });
    const kept = await pushImage(url, 'app', 'v2', 'two');
    expect(blobFiles(root)).toBe(6);
    await remove(`${url}/v2/app/manifests/${gone.digest}`);
    const lines: string[] = [];
    const dry = await collectGarbage(root, { dryRun: true, onLine: (line) => lines.push(line) });
    expect(dry).toMatchObject({ marked: 3, manifests: [] });
    expect(dry.blobs).toHaveLength(3);
    expect(lines).toContain('3 blobs marked, 3 blobs and 0 manifests eligible for deletion');
    expect(lines).toContain(`app: marking manifest ${kept.digest} `);
    expect(lines).toContain(`blob eligible for deletion: ${gone.digest}`);
    expect(blobFiles(root)).toBe(6);

    const real = await collectGarbage(root);
    expect(real).toEqual(dry);
    expect(blobFiles(root)).toBe(3);
    expect(await status(`${url}/v2/app/blobs/${contentOf('layer of one').digest}`)).toBe(404);
    expect(await status(`${url}/v2/app/blobs/${contentOf('layer of two').digest}`)).toBe(200);
    expect(await status(`${url}/v2/app/manifests/v2`)).toBe(200);
  });

  test('a layer that two repositories share stays while one needs it', async () => {
    const { url, root } = await startRegistry();
    const one = await pushImage(url, 'one', 'v1', 'same');
    await pushImage(url, 'two', 'v1', 'same');
    await remove(`${url}/v2/one/manifests/${one.digest}`);
    expect((await collectGarbage(root)).blobs).toEqual([]);
  });

  test('-m takes manifests without a tag, but not children of tagged indexes nor referrers of the living', async () => {
    const { url, root } = await startRegistry();
    const old = await pushImage(url, 'app', 'latest', 'old');
    await pushImage(url, 'app', 'latest', 'new');
    const child = await pushImage(url, 'app', 'child');
    await putManifest(url, 'app', 'all', indexOf([child]), MEDIA_TYPES.ociIndex);
    await remove(`${url}/v2/app/manifests/child`);
    const config = contentOf('{}');
    await pushBlob(url, 'app', config);
    const signature = imageOf(config, [], { subject: descriptorOf(child, MEDIA_TYPES.ociManifest) });
    const orphan = imageOf(config, [], { subject: descriptorOf(old, MEDIA_TYPES.ociManifest) });
    await putManifest(url, 'app', signature.digest, signature);
    await putManifest(url, 'app', 'orphan', orphan);
    await remove(`${url}/v2/app/manifests/orphan`);

    expect((await collectGarbage(root)).manifests).toEqual([]);
    const report = await collectGarbage(root, { removeUntagged: true });
    expect(report.manifests.map(({ digest }) => digest).sort()).toEqual([old.digest, orphan.digest].sort());
    for (const kept of ['latest', 'all', child.digest, signature.digest]) {
      expect(await status(`${url}/v2/app/manifests/${kept}`)).toBe(200);
    }
    expect(await status(`${url}/v2/app/manifests/${old.digest}`)).toBe(404);
  });

  test('-m keeps the signature of a living image, and of the signature; not that of a dead one', async () => {
    const { url, root, registry } = await startRegistry();
    const config = contentOf('{}');
    await pushBlob(url, 'app', config);
    const sign = async (subject: Content) => {
      const signature = imageOf(config, [], { subject: descriptorOf(subject, MEDIA_TYPES.ociManifest) });
      expect((await putManifest(url, 'app', signature.digest, signature)).status).toBe(201);
      return signature;
    };
    const old = await pushImage(url, 'app', 'latest', 'old');
    const living = await pushImage(url, 'app', 'latest', 'new');
    const dead = [old, await sign(old)];
    const signature = await sign(living);
    const kept = [living, signature, await sign(signature)];
    // Pushed without a tag, they are kept for a while as what a push in progress has sent. That is over.
    await agePending(registry.store.layout.pending);
    const { manifests } = await collectGarbage(root, { removeUntagged: true });
    expect(manifests.map(({ digest }) => digest).sort()).toEqual(dead.map(({ digest }) => digest).sort());
    for (const { digest } of kept) expect(await status(`${url}/v2/app/manifests/${digest}`)).toBe(200);
  });

  test('a layer of another digest, whose link leads to sha256 as in Docker’s registry, stays with its image', async () => {
    const { url, root, registry } = await startRegistry();
    const { layout } = registry.store;
    const [config, layer] = [contentOf('{}'), contentOf('layer')];
    for (const blob of [config, layer]) await pushBlob(url, 'app', blob);
    const alias = contentOf('layer', 'sha512');
    const link = layout.layerLink('app', parseDigest(alias.digest)!);
    await mkdir(path.dirname(link), { recursive: true });
    await writeFile(link, layer.digest);
    const image = imageOf(config, [alias]);
    expect((await putManifest(url, 'app', 'v1', image)).status).toBe(201);
    await agePending(layout.pending);
    expect((await collectGarbage(root)).blobs).toEqual([]);

    await remove(`${url}/v2/app/manifests/${image.digest}`);
    registry.store.pending.add('app', parseDigest(alias.digest)!, 'sent');
    expect([...(await collectGarbage(root)).blobs].sort()).toEqual([config.digest, image.digest].sort());
    expect(existsSync(link)).toBe(true);
    await agePending(layout.pending);
    expect((await collectGarbage(root)).blobs).toEqual([layer.digest]);
    expect(existsSync(link)).toBe(false);
  });

  test('what a push in progress has sent stays', async () => {
    const { url, root } = await startRegistry();
    const elsewhere = await elsewhereOn(root);
    const [config, layer] = [contentOf('{"new":true}'), contentOf('mounted')];
    await pushBlob(url, 'other', layer);
    await fetch(`${url}/v2/app/blobs/uploads/?mount=${layer.digest}&from=other`, { method: 'POST' });
    await pushBlob(url, 'app', config);
    expect((await collectGarbage(elsewhere)).blobs).toEqual([]);
    const child = imageOf(config, [layer]);
    expect((await putManifest(url, 'app', child.digest, child)).status).toBe(201);
    expect((await collectGarbage(elsewhere, { removeUntagged: true })).manifests).toEqual([]);
    const index = await putManifest(url, 'app', 'v2', indexOf([child]), MEDIA_TYPES.ociIndex);
    expect(index.status).toBe(201);
    await remove(`${url}/v2/app/manifests/v2`);
    const { blobs } = await collectGarbage(elsewhere, { removeUntagged: true });
    // The layer was sent to another repository, too, whose push may go on.
    expect([blobs.includes(config.digest), blobs.includes(layer.digest)]).toEqual([true, false]);
  });

  test('what a push was told is there may be collected, and is there when its manifest comes', async () => {
    const { url, root } = await startRegistry();
    const before = await pushImage(url, 'app', 'v1', 'before');
    await remove(`${url}/v2/app/manifests/${before.digest}`);
    const layer = contentOf('layer of before');
    const blob = `${url}/v2/app/blobs/${layer.digest}`;
    expect((await fetch(blob, { method: 'HEAD' })).status).toBe(200);
    const config = contentOf('{"new":true}');
    await pushBlob(url, 'app', config);
    expect((await collectGarbage(await elsewhereOn(root))).blobs).toContain(layer.digest);
    expect(await status(blob)).toBe(404);
    // Whoever was told nothing has no claim to it.
    expect((await putManifest(url, 'other', 'v2', imageOf(layer, []))).status).toBe(404);
    expect((await putManifest(url, 'app', 'v2', imageOf(config, [layer]))).status).toBe(201);
    expect(await (await fetch(blob)).text()).toBe('layer of before');
  });

  test.each([1, 2])(
    'a child that a push was told is there comes back with all that is in it, %d indexes deep',
    async (depth) => {
      const { url, root } = await startRegistry();
      let child = await pushImage(url, 'app', 'v1', 'child');
      await remove(`${url}/v2/app/manifests/v1`);
      for (let made = 1; made < depth; made += 1) {
        child = indexOf([child]);
        await putManifest(url, 'app', 'inner', child, MEDIA_TYPES.ociIndex);
        await remove(`${url}/v2/app/manifests/inner`);
      }
      // A push asks before it sends, and does not send what is there.
      const told = await fetch(`${url}/v2/app/manifests/${child.digest}`, { method: 'HEAD' });
      expect(told.status).toBe(200);
      const { manifests } = await collectGarbage(await elsewhereOn(root), { removeUntagged: true });
      expect(manifests.map(({ digest }) => digest)).toContain(child.digest);
      expect(await status(`${url}/v2/app/manifests/${child.digest}`)).toBe(404);
      const index = indexOf([child]);
      // Whoever was told nothing has no claim to it.
      expect((await putManifest(url, 'other', 'v2', index, MEDIA_TYPES.ociIndex)).status).toBe(404);
      expect((await putManifest(url, 'app', 'v2', index, MEDIA_TYPES.ociIndex)).status).toBe(201);
      const image = contentOf('layer of child');
      expect(await (await fetch(`${url}/v2/app/blobs/${image.digest}`)).text()).toBe('layer of child');
      expect(await status(`${url}/v2/app/manifests/${child.digest}`)).toBe(200);
      expect((await collectGarbage(root, { removeUntagged: true })).blobs).toEqual([]);
    },
  );

  test('who was told of a manifest and then deletes it has no claim to it', async () => {
    const { url, root } = await startRegistry();
    const child = await pushImage(url, 'app', 'v1');
    const manifest = `${url}/v2/app/manifests/${child.digest}`;
    await fetch(manifest, { method: 'HEAD' });
    await remove(manifest);
    await collectGarbage(root);
    expect((await putManifest(url, 'app', 'v2', indexOf([child]), MEDIA_TYPES.ociIndex)).status).toBe(404);
  });

  test('of two pushes that share a layer, one that is over and deleted takes nothing from the other', async () => {
    const { url, root } = await startRegistry();
    const [config, layer] = [contentOf('{}'), contentOf('shared')];
    for (const blob of [config, layer, config, layer]) await pushBlob(url, 'app', blob);
    const one = imageOf(config, [layer], { annotations: { of: 'one' } });
    await putManifest(url, 'app', 'one', one);
    await remove(`${url}/v2/app/manifests/${one.digest}`);
    expect((await collectGarbage(root)).blobs).toEqual([one.digest]);
    expect((await putManifest(url, 'app', 'two', imageOf(config, [layer]))).status).toBe(201);
  });

  test('who was told of a blob and then deletes it has no claim to it', async () => {
    const { url } = await startRegistry();
    const layer = contentOf('layer');
    await pushBlob(url, 'app', layer);
    const blob = `${url}/v2/app/blobs/${layer.digest}`;
    await fetch(blob, { method: 'HEAD' });
    await fetch(`${url}/v2/other/blobs/${layer.digest}`, { method: 'HEAD' });
    await remove(blob);
    for (const name of ['app', 'other']) {
      expect((await putManifest(url, name, 'v1', imageOf(layer, []))).status).toBe(404);
    }
  });

  test.each(['this process', 'another process'])(
    'collecting again and again in %s beside pushes never breaks an image',
    async (where) => {
      const { url, root } = await startRegistry();
      const folder = where === 'this process' ? root : await elsewhereOn(root);
      let pushing = true;
      const collecting = (async () => {
        while (pushing) await collectGarbage(folder, { removeUntagged: true });
      })();
      const push = async (pusher: number) => {
        for (let i = 0; i < 5; i += 1) {
          const manifest = await pushImage(url, `app${pusher}`, 'latest', `${pusher}-${i % 2}`);
          expect(await status(`${url}/v2/app${pusher}/manifests/${manifest.digest}`)).toBe(200);
        }
      };
      await Promise.all([push(1), push(2), push(3)]).finally(() => (pushing = false));
      await collecting;
      for (const pusher of [1, 2, 3]) {
        const layer = contentOf(`layer of ${pusher}-0`).digest;
        expect(await status(`${url}/v2/app${pusher}/blobs/${layer}`)).toBe(200);
      }
    },
  );

  test('links whose bytes are nowhere go too: their push was killed before its bytes came', async () => {
    const { url, root, registry } = await startRegistry();
    await pushImage(url, 'app', 'v1');
    const { layerLink, revisionLink } = registry.store.layout;
    const digest = parseDigest(contentOf('never came').digest)!;
    const dangling = [layerLink('app', digest), revisionLink('app', digest)];
    for (const link of dangling) {
      await mkdir(path.dirname(link), { recursive: true });
      await writeFile(link, digest.text);
    }
    await collectGarbage(root, { dryRun: true });
    expect(dangling.map(existsSync)).toEqual([true, true]);
    await collectGarbage(root);
    expect(dangling.map((link) => existsSync(path.dirname(link)))).toEqual([false, false]);
    expect(await status(`${url}/v2/app/manifests/v1`)).toBe(200);
    expect(await status(`${url}/v2/app/blobs/${contentOf('layer of v1').digest}`)).toBe(200);
  });

  test('a folder that nobody used yet is fine', async () => {
    const { root } = await startRegistry();
    expect(await collectGarbage(root)).toEqual({ marked: 0, blobs: [], manifests: [], bytes: 0 });
  });
});
