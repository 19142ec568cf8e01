import type { Registries } from '../registries.ts';
import { sendEmpty, sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import type { StandIns } from '../stand-ins/stand-ins.ts';

export interface WorkshopHooks {
  readonly standIns: StandIns;
  /** The registries that run here, in containers and as stand-ins. */
  readonly watched: Registries;
  shutdown(): void;
}

/** What only our own rooms ask: where the stand-ins listen, what registries hold and were asked, and to end. Not part of Docker's API. */
export function workshopRoutes(router: Router, hooks: WorkshopHooks): void {
  // Domain → base URL: `docker.io` → `http://127.0.0.1:41234`. With `?domain=` only that one, if it is played; with
  // `?beside=` those that differ from it in their first part only.
  router.on('GET', '/workshop/registries', async ({ query, response }) => {
    const [domain, beside] = [query.get('domain'), query.get('beside')];
    if (beside !== null) return sendJson(response, 200, await hooks.standIns.beside(beside));
    if (domain === null) return sendJson(response, 200, await hooks.standIns.all());
    const url = await hooks.standIns.urlOf(domain);
    sendJson(response, 200, url === undefined ? {} : { [domain]: url });
  });
  router.on('GET', '/workshop/contents', async ({ response }) => {
    sendJson(response, 200, await hooks.watched.contents());
  });
  router.on('GET', '/workshop/requests', ({ query, response }) => {
    sendJson(response, 200, hooks.watched.requests(query.get('since') ?? ''));
  });
  router.on('POST', '/workshop/shutdown', ({ response }) => {
    response.setHeader('Connection', 'close');
    response.on('finish', hooks.shutdown);
    sendEmpty(response, 204);
  });
}
