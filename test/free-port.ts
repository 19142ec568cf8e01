/**
 * A TCP port of loopback that nobody has now and that no other lab or test of this machine is promised. Not one that
 * the system gives to outgoing connections, so that it still is free some seconds later.
 */
export { takePort as freePort } from '../src/proof/ports.ts';
