import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { badRequest } from '../http/failure.ts';

/** Refuses what no node could be reached at, as Docker does: an address or a network interface, perhaps with a port. */
export function checkAdvertised(given = ''): void {
  if (given === '') return;
  const host = isIP(given) ? given : given.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  if (host in networkInterfaces()) return;
  if (isIP(host) && !/^(0\.){3}0$|^::$/.test(host)) return;
  throw badRequest(
    'advertise address must be a non-zero IP address or network interface (with optional port number)',
  );
}
