import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { removeFolder } from '../../../src/practice/store/remove-folder.ts';

test('a folder goes also while files are made in it', async () => {
  for (let round = 0; round < 20; round++) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'removed-'));
    const deep = path.join(folder, 'a', 'b');
    mkdirSync(deep, { recursive: true });
    // They go on in threads of the process, while this one removes.
    const writers = Array.from({ length: 200 }, (_, i) =>
      writeFile(path.join(deep, String(i)), 'x').catch(() => mkdir(deep).catch(() => undefined)),
    );
    removeFolder(folder);
    await Promise.all(writers);
    expect(existsSync(folder)).toBe(false);
  }
});

test('a folder that is not there is removed already', () => {
  removeFolder(path.join(os.tmpdir(), 'registry-workshop-never-there'));
});
