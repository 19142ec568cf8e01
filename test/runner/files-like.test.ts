import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { filesLike } from '../../src/runner/files-like.ts';

test('files and folders that begin like a word; hidden ones only when asked for', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'files-'));
  try {
    mkdirSync(path.join(folder, 'data'));
    for (const name of ['data.txt', 'data/inner', '.hidden']) writeFileSync(path.join(folder, name), '');
    expect(filesLike('da', folder)).toEqual(['data.txt', 'data/']);
    expect(filesLike('data/', folder)).toEqual(['data/inner']);
    expect(filesLike('', folder)).toEqual(['data.txt', 'data/']);
    expect(filesLike('.h', folder)).toEqual(['.hidden']);
    expect(filesLike('nowhere/x', folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
