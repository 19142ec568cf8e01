import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileDifferences, fileState } from '../../src/proof/files.ts';
import { removeFolder } from '../remove-folder.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'proof-files-'))));
afterEach(() => removeFolder(folder));

test('what is new, changed or gone is named; of a new folder only the folder', async () => {
  writeFileSync(path.join(folder, '.profile'), 'one\n');
  writeFileSync(path.join(folder, 'kept'), 'kept\n');
  symlinkSync('kept', path.join(folder, 'link'));
  const before = await fileState(folder);
  expect(fileDifferences(before, await fileState(folder))).toEqual([]);

  appendFileSync(path.join(folder, '.profile'), 'two\n');
  mkdirSync(path.join(folder, 'registry-data/docker'), { recursive: true });
  writeFileSync(path.join(folder, 'registry-data/docker/blob'), 'x');
  rmSync(path.join(folder, 'link'));
  expect(fileDifferences(before, await fileState(folder))).toEqual([
    '`registry-data` is left',
    '`.profile` was changed',
    '`link` is gone',
  ]);
});

test('a folder that is not there is an empty one', async () => {
  expect((await fileState(path.join(folder, 'none'))).size).toBe(0);
});
