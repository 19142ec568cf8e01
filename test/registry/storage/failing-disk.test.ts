import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { contentOf, pushBlob } from '../content.ts';
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
    expect((await fetch(`${url}/v2/app/blobs/${blob.digest}`)).status).toBe(404);
    expect(() => readdirSync(layout.blobs)).toThrow('ENOENT');
    expect((await pushBlob(url, 'app', blob)).status).toBe(201);
  },
);
