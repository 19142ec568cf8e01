import type { ContainerStore } from '../containers/container-store.ts';
import type { Call } from '../http/call.ts';
import { notFound, notServed } from '../http/failure.ts';
import type { Router } from '../http/router.ts';

const REAL = 'a real engine does (--engine docker)';

/** Parts of Docker's API that practice has not: method, path, what it is. Anything else is no path of Docker's. */
const UNSERVED: readonly (readonly [method: string, path: string, what: string])[] = [
  ['POST', '/commit', 'making images of containers'],
  ['GET', '/containers/:id/top', 'lists of processes'],
  ['GET', '/containers/:id/stats', 'resource statistics'],
  ['GET', '/containers/:id/changes', 'changes of files in containers'],
  ['GET', '/containers/:id/export', 'exporting the files of containers'],
  ['GET', '/containers/:id/archive', 'copying files out of containers'],
  ['PUT', '/containers/:id/archive', 'copying files into containers'],
  ['POST', '/containers/:id/update', 'changing the limits of containers'],
  ['POST', '/containers/:id/pause', 'pausing containers'],
  ['POST', '/containers/:id/unpause', 'pausing containers'],
  ['GET', '/containers/:id/checkpoints', 'checkpoints of containers'],
  ['POST', '/containers/:id/checkpoints', 'checkpoints of containers'],
  ['GET', '/plugins', 'plugins'],
  // `/plugins/privileges`, `/plugins/NAME/enable` …
  ['GET', '/plugins/:rest*', 'plugins'],
  ['POST', '/plugins/:rest*', 'plugins'],
  ['DELETE', '/plugins/:rest*', 'plugins'],
];

/** Connections of BuildKit. */
const BUILDKIT = ['/session', '/grpc'];

/** Answers 501 with a sentence that says what would serve it. Added after all other routes. */
export function unservedRoutes(router: Router, containers: ContainerStore): void {
  // `docker inspect NAME` looks here too, and goes on where nothing is found.
  router.on('GET', '/plugins/:name*/json', ({ params }) => {
    throw notFound(`plugin "${params.name}" not found: practice has no plugins`);
  });
  for (const [method, path, what] of UNSERVED) {
    router.on(method, path, ({ params, query }) => {
      // A container that is not there is told first, as everywhere.
      const container = path === '/commit' ? (query.get('container') ?? '') : params.id;
      if (container !== undefined) containers.require(container);
      throw notServed(what, REAL);
    });
  }
  for (const path of BUILDKIT) router.on('POST', path, refuseConnection);
}

/** Without a word: a client would take words for its own protocol, and the build itself says what is wrong. */
function refuseConnection({ response }: Call): void {
  response.writeHead(501, { 'Content-Length': 0 }).end();
}
