import { writeAtomic } from '../../store/write-atomic.ts';
import { curlSettingsFile } from './files.ts';

/** Lets curl find the stand-ins under their own names; every other host stays what it is. */
export function writeCurlSettings(root: string, hosts: readonly string[], port: number): void {
  const lines = [...new Set(hosts)].sort().map((host) => `connect-to = "${host}:443:127.0.0.1:${port}"`);
  writeAtomic(
    curlSettingsFile(root),
    ['# Practice stand-ins of registry-workshop.', ...lines, ''].join('\n'),
  );
}
