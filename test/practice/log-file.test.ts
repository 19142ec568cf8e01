import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LogFile } from '../../src/practice/containers/log-file.ts';

test('a line that comes after the container was removed ends nothing', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'log-'));
  const log = new LogFile(path.join(folder, 'container.log'));
  log.append('stdout', 'first\n');
  await rm(folder, { recursive: true });
  expect(() => log.append('stdout', 'late\n')).not.toThrow();
  expect(log.read()).toEqual([]);
});
