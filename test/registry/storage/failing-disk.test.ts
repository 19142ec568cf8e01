import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseDigest } from '../../../src/image/digest.ts';
import { contentOf, imageOf, pushBlob, putManifest } from '../content.ts';
import { startRegistry } from '../start.ts';

/** In the place of a folder a file stands: whoever wants to write there fails, as on a disk that is full by then. */
test.each(['signs', 'pending', 'layers', 'blobs'] as const)(
  'an upload whose last step fails (%s) leaves no blob and no upload, and the next one succeeds',
  async (what) => {
    const { url, registry, errors } = await startRegistry();
    const { layout } = registry.store;
    const blob = contentOf('a layer');
    const blocked = what === 'layers' ? layout.layers('app') : layout[what];
    mkdirSync(path.dirname(blocked), { recursive: true });
    writeFileSync(blocked, '');
    expect((await pushBlob(url, 'app', blob)).status).toBe(500);
    expect(errors).toHaveLength(1);
    expect(readdirSync(layout.uploads('app'))).toEqual([]);
    rmSync(blocked);
    expect(existsSync(layout.layerLink('app', parseDigest(blob.digest)!))).toBe(false);
    expect((await fetch(`${url}/v2/app/blobs/${blob.digest}`)).status).toBe(404);
    expect(() => readdirSync(layout.blobs)).toThrow('ENOENT');
    expect((await pushBlob(url, 'app', blob)).status).toBe(201);
  },
);

test.each(['revisions', 'blobs'] as const)(
  'a manifest that cannot be kept (%s) leaves no bytes that nothing leads to, and the next one succeeds',
  async (what) => {
    const { url, registry, errors } = await startRegistry();
    const { layout, blobs } = registry.store;
    const config = contentOf('{}');
    await pushBlob(url, 'app', config);
    const manifest = imageOf(config, []);
    const digest = parseDigest(manifest.digest)!;
    const blocked = what === 'revisions' ? layout.revisions('app') : layout.blobFolder(digest);
    mkdirSync(path.dirname(blocked), { recursive: true });
    writeFileSync(blocked, '');
    expect((await putManifest(url, 'app', 'v1', manifest)).status).toBe(500);
    expect(errors).toHaveLength(1);
    rmSync(blocked);
    expect(blobs.size(digest)).toBeUndefined();
    expect(existsSync(layout.revisions('app'))).toBe(false);
    expect((await fetch(`${url}/v2/app/tags/list`)).status).toBe(404);
    for (const reference of ['v1', manifest.digest]) {
      expect((await fetch(`${url}/v2/app/manifests/${reference}`)).status).toBe(404);
    }
    expect((await putManifest(url, 'app', 'v1', manifest)).status).toBe(201);
    expect((await fetch(`${url}/v2/app/manifests/v1`)).status).toBe(200);
  },
);
