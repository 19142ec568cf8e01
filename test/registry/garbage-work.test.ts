import { createHook } from 'node:async_hooks';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { collectGarbage } from '../../src/registry/garbage.ts';
import { layoutOf } from '../../src/registry/storage/layout.ts';
import { parseDigest } from '../../src/image/digest.ts';
import { contentOf } from './content.ts';
import { temporaryFolder } from './start.ts';

/** How many file operations a collection asks the system for in a folder with so many repositories and so much garbage. */
async function operations(repositories: number, garbage: number): Promise<number> {
  const root = await temporaryFolder();
  const layout = layoutOf(root);
  for (let i = 0; i < repositories; i += 1) await mkdir(layout.layers(`app${i}`), { recursive: true });
  for (let i = 0; i < garbage; i += 1) {
    const file = layout.blobData(parseDigest(contentOf(`garbage ${i}`).digest)!);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, 'garbage');
  }
  let count = 0;
  const counting = createHook({
    init: (_id, type) => void (['FSREQPROMISE', 'FSREQCALLBACK'].includes(type) && count++),
  }).enable();
  const { blobs } = await collectGarbage(root);
  counting.disable();
  expect(blobs).toHaveLength(garbage);
  return count;
}

test('the work of a collection grows with repositories plus garbage, not with their product', async () => {
  const [few, more] = [10, 40];
  const [both, garbage, repositories, neither] = [
    await operations(more, more),
    await operations(few, more),
    await operations(more, few),
    await operations(few, few),
  ];
  expect(neither).toBeGreaterThan(0);
  // What both cost together is what each costs alone; blobs may share a folder of their first two digits.
  expect(Math.abs(both - garbage - repositories + neither)).toBeLessThan(more);
});
