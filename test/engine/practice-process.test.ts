import { existsSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockOwner } from '../../src/practice/lock.ts';
import { isAlive } from '../../src/practice/process-identity.ts';
import { ask } from '../../src/engine/ask.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import { ensurePracticeEngine, stopPracticeEngine } from '../../src/engine/practice-process.ts';
import { socketPath } from '../../src/engine/socket-path.ts';
import { removeFolder } from '../remove-folder.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'engine-'))));
afterEach(async () => {
  await stopPracticeEngine(folder);
  await removeFolder(folder);
});

const owner = () => lockOwner(path.join(folder, 'owner'));

test('an engine is started once, answers on a private socket, and ends when told', async () => {
  const first = await ensurePracticeEngine(folder);
  expect(first).toEqual({ host: `unix://${socketPath(folder)}`, started: true });
  expect(await ensurePracticeEngine(folder)).toEqual({ host: first.host, started: false });
  expect(statSync(socketPath(folder)).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(socketPath(folder))).mode & 0o777).toBe(0o700);
  const engine = connectEngine({ kind: 'practice', host: first.host });
  expect((await engine.api.version()).Version).toMatch(/-practice$/);
  const process = owner()!;
  expect(await stopPracticeEngine(folder)).toBe(true);
  expect(isAlive(process)).toBe(false);
  expect(await ask(first.host, '/_ping')).toBeUndefined();
  expect(await stopPracticeEngine(folder)).toBe(false);
});

test('several apps that start at once share one engine', async () => {
  const results = await Promise.all(Array.from({ length: 5 }, () => ensurePracticeEngine(folder)));
  expect(new Set(results.map(({ host }) => host)).size).toBe(1);
  expect(results.filter(({ started }) => started)).toHaveLength(1);
});

test('the socket and lock of a killed engine are no obstacle', async () => {
  await ensurePracticeEngine(folder);
  const killed = owner()!;
  process.kill(killed.pid, 'SIGKILL');
  await expect.poll(() => isAlive(killed)).toBe(false);
  const again = await ensurePracticeEngine(folder);
  expect(again.started).toBe(true);
  expect(owner()!.pid).not.toBe(killed.pid);
});

test('a folder with a long name gets a socket with a short one', async () => {
  const deep = path.join(folder, 'a'.repeat(60), 'b'.repeat(60));
  expect(Buffer.byteLength(socketPath(deep))).toBeLessThanOrEqual(100);
  mkdirSync(path.dirname(deep));
  const { host } = await ensurePracticeEngine(deep);
  expect((await ask(host, '/_ping'))?.text).toBe('OK');
  expect(statSync(path.dirname(socketPath(deep))).mode & 0o777).toBe(0o700);
  await stopPracticeEngine(deep);
});

test('an engine whose folder was removed is succeeded at once, and takes nothing with it when it ends', async () => {
  const { host } = await ensurePracticeEngine(folder);
  const first = owner()!;
  await removeFolder(folder);
  mkdirSync(folder);
  expect(await ensurePracticeEngine(folder)).toEqual({ host, started: true });
  await expect.poll(() => isAlive(first)).toBe(false);
  expect((await ask(host, '/_ping'))?.text).toBe('OK');
  expect(isAlive(owner()!)).toBe(true);
});

test('nothing is started in a session that was removed', async () => {
  const engine = path.join(folder, 'session', 'engine');
  await expect(ensurePracticeEngine(engine)).rejects.toThrow('the folder of this session was removed');
  expect(existsSync(path.dirname(engine))).toBe(false);
});
