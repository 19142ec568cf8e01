import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endProcessesOf, processesOf } from '../../src/proof/processes.ts';
import { removeFolder } from '../remove-folder.ts';

let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'proof-processes-'));
  mkdirSync(`${folder}-other`);
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await removeFolder(folder);
  await removeFolder(`${folder}-other`);
});

/** A process that says when it runs, and ends by itself after a minute. */
async function start(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> },
  trap = '',
): Promise<ChildProcess> {
  const program = `${trap};console.log('here');setTimeout(() => {}, 60_000)`;
  const child = spawn(process.execPath, ['-e', program, '--', ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
}

test('a process is found by its arguments, its environment or its working directory', async () => {
  const byArgument = await start([`--folder=${folder}/engine`], { env: {} });
  const byEnvironment = await start([], { env: { WORKSHOP_STATE: folder } });
  const byDirectory = await start([], { cwd: folder, env: {} });
  await start([], { cwd: `${folder}-other`, env: {} });
  const found = (await processesOf(folder)).map(({ pid }) => pid);
  const expected = [byArgument, byEnvironment, ...(process.platform === 'linux' ? [byDirectory] : [])];
  expect(found.sort()).toEqual(expected.map(({ pid }) => pid).sort());
});

test('ending ends them, also one that ignores SIGTERM, and no other', async () => {
  const polite = await start([], { env: { WORKSHOP_STATE: folder } });
  const stubborn = await start([], { env: { WORKSHOP_STATE: folder } }, `process.on('SIGTERM', () => {})`);
  const other = await start([], { env: { WORKSHOP_STATE: `${folder}-other` } });
  const ended = await endProcessesOf(folder);
  expect(ended.map(({ pid }) => pid).sort()).toEqual([polite.pid, stubborn.pid].sort());
  expect(await processesOf(folder)).toEqual([]);
  expect(other.exitCode ?? other.signalCode).toBeNull();
});
