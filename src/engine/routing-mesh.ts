import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Engine } from './engine.ts';

/**
 * Whether a port that a service publishes can answer on every node. Practice plays that; a real engine needs IPVS in
 * its kernel. When its kernel cannot be looked at (another machine, a virtual one), it is taken to have it.
 */
export async function hasRoutingMesh({ kind, host, api }: Engine): Promise<boolean> {
  if (kind === 'practice') return true;
  if (process.platform !== 'linux' || !host.startsWith('unix://')) return true;
  const { KernelVersion } = (await api.info()) as { KernelVersion?: string };
  return KernelVersion !== os.release() || kernelHasIpvs(KernelVersion);
}

/** Loaded already, built in, or a module that the kernel would load. */
function kernelHasIpvs(release: string): boolean {
  if (existsSync('/proc/net/ip_vs') || existsSync('/sys/module/ip_vs')) return true;
  return ['modules.builtin', 'modules.dep'].some((name) => {
    try {
      const list = readFileSync(path.join('/lib/modules', release, name), 'utf8');
      return /(^|\/)ip_vs\.ko/m.test(list);
    } catch {
      return false;
    }
  });
}
