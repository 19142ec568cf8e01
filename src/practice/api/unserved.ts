import { notServed } from '../http/failure.ts';
import type { Router } from '../http/router.ts';

const REAL = 'a real engine does (--engine docker)';

/** Parts of Docker's API that practice has not: method, path, what it is. Anything else is no path of Docker's. */
const UNSERVED: readonly (readonly [method: string, path: string, what: string])[] = [
  ['POST', '/session', 'building images with BuildKit'],
  ['POST', '/grpc', 'building images with BuildKit'],
  ['POST', '/commit', 'making images of containers'],
  ['GET', '/containers/:id/top', 'lists of processes'],
  ['GET', '/containers/:id/stats', 'resource statistics'],
  ['GET', '/containers/:id/changes', 'changes of files in containers'],
  ['GET', '/containers/:id/export', 'exporting the files of containers'],
  ['GET', '/containers/:id/archive', 'copying files out of containers'],
  ['HEAD', '/containers/:id/archive', 'copying files out of containers'],
  ['PUT', '/containers/:id/archive', 'copying files into containers'],
  ['POST', '/containers/:id/update', 'changing the limits of containers'],
  ['POST', '/containers/:id/pause', 'pausing containers'],
  ['POST', '/containers/:id/unpause', 'pausing containers'],
  ['GET', '/plugins', 'plugins'],
  ['POST', '/plugins/pull', 'plugins'],
];

/** Answers 501 with a sentence that says what would serve it. Added after all other routes. */
export function unservedRoutes(router: Router): void {
  for (const [method, path, what] of UNSERVED) {
    router.on(method, path, () => {
      throw notServed(what, REAL);
    });
  }
}
