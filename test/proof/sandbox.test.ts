import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensurePracticeEngine } from '../../src/engine/practice-process.ts';
import { socketPath } from '../../src/engine/socket-path.ts';
import { processesOf } from '../../src/proof/processes.ts';
import { openSandbox, sweepSandboxes } from '../../src/proof/sandbox.ts';
import { removeFolder } from '../remove-folder.ts';

let parent: string;
beforeEach(() => (parent = mkdtempSync(path.join(os.tmpdir(), 'ps-'))));
afterEach(() => removeFolder(parent));

/** The pid of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

async function startEngine(folder: string): Promise<void> {
  mkdirSync(path.dirname(folder), { recursive: true });
  await ensurePracticeEngine(folder);
}

test('closing removes the folder and ends engines and programs that ran in it', async () => {
  const sandbox = await openSandbox(parent);
  const room = await sandbox.room('lab');
  await startEngine(path.join(room.state, 'sessions', 'lab', 'engine'));
  const child = spawn('sleep', ['60'], { env: { ...process.env, HOME: room.home }, stdio: 'ignore' });
  await once(child, 'spawn');
  expect(await processesOf(sandbox.folder)).toHaveLength(2);
  await sandbox.close();
  expect(await processesOf(sandbox.folder)).toEqual([]);
  expect(existsSync(sandbox.folder)).toBe(false);
});

test('what a killed run left is swept, with its engine', async () => {
  const sandbox = await openSandbox(parent);
  const room = await sandbox.room('lab');
  await startEngine(path.join(room.state, 'sessions', 'lab', 'engine'));
  writeFileSync(path.join(sandbox.folder, 'owner'), `${deadPid()}\n`);
  const told: string[] = [];
  const swept = await sweepSandboxes(async (folder) => void told.push(folder), parent);
  expect(swept).toEqual([sandbox.folder]);
  expect(told).toEqual([sandbox.folder]);
  expect(existsSync(sandbox.folder)).toBe(false);
  expect(await processesOf(sandbox.folder)).toEqual([]);
});

test('sweeping leaves runs that go on, and folders that were kept', async () => {
  const running = await openSandbox(parent);
  const kept = await openSandbox(parent);
  await kept.close({ keep: true });
  expect(await sweepSandboxes(undefined, parent)).toEqual([]);
  expect([running, kept].map(({ folder }) => existsSync(folder))).toEqual([true, true]);
});

test('a socket that had to stand elsewhere goes too', async () => {
  const sandbox = await openSandbox(parent);
  const { state } = await sandbox.room('a-lab-with-a-long-name'.repeat(4));
  const engine = path.join(state, 'sessions', 'lab', 'engine');
  await startEngine(engine);
  const elsewhere = path.dirname(socketPath(engine));
  expect(elsewhere.startsWith(sandbox.folder)).toBe(false);
  expect(existsSync(elsewhere)).toBe(true);
  await sandbox.close();
  expect(existsSync(elsewhere)).toBe(false);
});

test('a folder without an owner is given a minute', async () => {
  const { folder } = await openSandbox(parent);
  rmSync(path.join(folder, 'owner'));
  expect(await sweepSandboxes(undefined, parent)).toEqual([]);
  const past = new Date(Date.now() - 120_000);
  utimesSync(folder, past, past);
  expect(await sweepSandboxes(undefined, parent)).toEqual([folder]);
});
