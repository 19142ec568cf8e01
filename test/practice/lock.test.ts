import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lockOwner, takeLock } from '../../src/practice/lock.ts';
import { ownIdentity } from '../../src/practice/process-identity.ts';
import { startPracticeEngine } from '../../src/practice/engine.ts';
import { engineAtWork, temporaryFolder } from './engine-at-work.ts';

test('one holds the lock; who comes second learns who', () => {
  const folder = temporaryFolder();
  const first = takeLock(folder);
  expect(first.held).toBe(true);
  expect(takeLock(folder)).toEqual({ held: false, owner: ownIdentity() });
  if (first.held) first.release();
  expect(lockOwner(folder)).toBeUndefined();
  expect(takeLock(folder).held).toBe(true);
});

test('the lock of a dead process, and of another with its number, is taken over', () => {
  const folder = temporaryFolder();
  writeFileSync(
    path.join(folder, 'owner.7'),
    JSON.stringify({ pid: process.pid, started: 'another boot 1' }),
  );
  expect(lockOwner(folder)).toBeUndefined();
  expect(takeLock(folder).held).toBe(true);
  expect(readdirSync(folder)).toEqual(['owner.8']);
});

test('a lock whose folder went away is no longer held', () => {
  const folder = temporaryFolder();
  const lock = takeLock(folder);
  rmSync(folder, { recursive: true });
  expect(lock.held && lock.stillHeld()).toBe(false);
});

test('a second engine on a folder is refused with a sentence, and changes nothing', async () => {
  const { folder, docker } = await engineAtWork();
  await expect(startPracticeEngine({ folder, socket: path.join(folder, 'other') })).rejects.toThrow(
    /another practice engine \(process \d+\) works in this folder/,
  );
  expect(existsSync(path.join(folder, 'other'))).toBe(false);
  expect(await docker.listImages()).toEqual([]);
});
