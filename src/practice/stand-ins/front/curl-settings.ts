import { writeAtomic } from '../../store/write-atomic.ts';
import { curlSettingsFile } from './files.ts';

/** Ports of this machine: where all names answer over HTTPS, and where plain HTTP is led there. */
export interface FrontPorts {
  readonly https: number;
  readonly http: number;
}

/** Lets curl find the stand-ins under their own names; every other host stays what it is. */
export function writeCurlSettings(root: string, hosts: readonly string[], { https, http }: FrontPorts): void {
  const lines = [...new Set(hosts)]
    .sort()
    .flatMap((host) => [
      `connect-to = "${host}:443:127.0.0.1:${https}"`,
      `connect-to = "${host}:80:127.0.0.1:${http}"`,
    ]);
  writeAtomic(
    curlSettingsFile(root),
    ['# Practice stand-ins of registry-workshop.', ...lines, ''].join('\n'),
  );
}
