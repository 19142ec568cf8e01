import { ownIdentity } from '../engine/process-identity.ts';
import { claimPort, removeLapsedClaims } from '../session/port-claims.ts';
import { canListen } from '../session/ports.ts';

/** Below the range that systems take for outgoing connections (Linux: 32768 on), above the well-known ones. */
const FIRST = 20_000;
const LAST = 31_000;

/** Ports that labs of this process were given: a second claim of the same process would be granted. */
const given = new Set<number>();

/** A TCP port of loopback that is free now, was not given before in this process, and is claimed by no other one. */
export async function takePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (given.has(port)) continue;
    given.add(port);
    if ((await canListen(port)) && (await claimPort(port, ownIdentity()))) return port;
  }
}

/** Gives back all ports that this process was given, when its labs are through. */
export function givePortsBack(): void {
  given.clear();
  removeLapsedClaims(ownIdentity());
}
