import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderMark, type FolderMark } from '../../src/proof/folder-mark.ts';
import { removeFolder } from '../remove-folder.ts';

let parent: string;
let folder: string;
let mark: FolderMark;
const at = (...names: string[]): string => path.join(folder, ...names);

beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), 'proof-mark-'));
  folder = path.join(parent, 'folder');
  mkdirSync(at('deep', 'private'), { recursive: true });
  chmodSync(at('deep', 'private'), 0o700);
  writeFileSync(at('deep', 'run'), 'bytes', { mode: 0o755 });
  utimesSync(at('deep', 'run'), new Date(1e12), new Date(1e12));
  writeFileSync(at('note'), 'hello');
  symlinkSync('deep/gone', at('link'));
  mark = folderMark(folder, path.join(parent, 'copy'));
  mark.set();
});
afterEach(() => removeFolder(parent));

function expectAsMarked(): void {
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
    'deep',
    'deep/private',
    'deep/run',
    'link',
    'note',
  ]);
  expect(readFileSync(at('deep', 'run'), 'utf8')).toBe('bytes');
  expect(readFileSync(at('note'), 'utf8')).toBe('hello');
  expect(readlinkSync(at('link'))).toBe('deep/gone');
  expect(lstatSync(at('deep', 'run'))).toMatchObject({ mode: 0o100755, mtimeMs: 1e12 });
  expect(lstatSync(at('deep', 'private')).mode).toBe(0o040700);
}

test('what was changed, added, removed or replaced is as it was', () => {
  const { mtime } = statSync(at('note'));
  writeFileSync(at('note'), 'HELLO');
  // Same size and same time of modification: only the change time tells.
  utimesSync(at('note'), mtime, mtime);
  writeFileSync(at('more'), '');
  mkdirSync(at('data', 'docker'), { recursive: true });
  execFileSync('mkfifo', [at('pipe')]);
  rmSync(at('pipe'));
  rmSync(at('deep', 'run'));
  mkdirSync(at('deep', 'run'));
  chmodSync(at('deep', 'private'), 0o755);
  rmSync(at('link'));
  writeFileSync(at('link'), 'a file');
  mark.restore();
  expectAsMarked();
});

test('it can be restored again and again, also when all is gone', () => {
  for (let round = 0; round < 3; round++) {
    writeFileSync(at('note'), `round ${round}`);
    mark.restore();
    expectAsMarked();
    for (const name of readdirSync(folder)) rmSync(at(name), { recursive: true });
    mark.restore();
    expectAsMarked();
  }
});

test('a later mark counts, with what was renamed and removed before it', () => {
  renameSync(at('note'), at('letter'));
  rmSync(at('deep'), { recursive: true });
  mark.set();
  rmSync(at('letter'));
  writeFileSync(at('note'), 'new');
  mark.restore();
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['letter', 'link']);
  expect(readFileSync(at('letter'), 'utf8')).toBe('hello');
  expect(existsSync(path.join(parent, 'copy', 'deep'))).toBe(false);
});

test('what did not change is not copied', () => {
  const inode = statSync(at('note')).ino;
  mark.restore();
  mark.set();
  mark.restore();
  expect(statSync(at('note')).ino).toBe(inode);
});
