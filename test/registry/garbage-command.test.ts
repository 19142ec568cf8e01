import { expect, test } from 'vitest';
import { garbageCollectCommand } from '../../src/registry/garbage-command.ts';
import { pushImage } from './content.ts';
import { startRegistry } from './start.ts';

test('typed as in Docker’s registry: the folder comes from the configuration and the environment', async () => {
  const { url, root } = await startRegistry();
  await pushImage(url, 'app', 'latest', 'old');
  await pushImage(url, 'app', 'latest', 'new');
  const lines: string[] = [];
  const run = (...args: string[]) =>
    garbageCollectCommand(args, {
      env: { REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: '/data' },
      read: async (path) =>
        path === '/etc/config.yml' ? 'version: 0.1\nhttp: { addr: ":5000" }' : undefined,
      locate: (path) => (path === '/data' ? root : '/nowhere'),
      onLine: (line) => lines.push(line),
    });
  await run('--dry-run', '-m', '/etc/config.yml');
  expect(lines).toContain('3 blobs marked, 3 blobs and 1 manifests eligible for deletion');
  lines.length = 0;
  await run('-m', '/etc/config.yml');
  await run('/etc/config.yml');
  expect(lines.at(-1)).toBe('3 blobs marked, 0 blobs and 0 manifests eligible for deletion');
  await expect(run()).rejects.toMatchObject({ exit: 2 });
  await expect(run('/etc/none.yml')).rejects.toMatchObject({ where: '/etc/none.yml' });
  await expect(run('--fast', '/etc/config.yml')).rejects.toMatchObject({ exit: 2 });
});
