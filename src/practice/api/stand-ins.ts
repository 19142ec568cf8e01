import { readJson } from '../http/call.ts';
import { sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import type { StandIns } from '../stand-ins/stand-ins.ts';
import type { Values } from '../stand-ins/web/site.ts';

/** What the session's own commands ask of the stand-ins; and `docker search`, which an engine passes on to Docker Hub. */
export function standInRoutes(router: Router, standIns: StandIns): void {
  router.on('GET', '/workshop/sites', ({ response }) => {
    const sites = standIns.sites().map((site) => ({
      name: site.name,
      title: site.title,
      about: site.about,
      url: standIns.pageOf(site.name),
      actions: site.actions().map(({ name, title, fields }) => ({ name, title, fields })),
    }));
    sendJson(response, 200, sites);
  });
  router.on('POST', '/workshop/sites/:site/:action', async (call) => {
    const values = ((await readJson(call)) ?? {}) as Values;
    sendJson(call.response, 200, await standIns.act(call.params.site!, call.params.action!, values));
  });
  router.on('POST', '/workshop/azure', async (call) => {
    const { command = '', flags = {} } = ((await readJson(call)) ?? {}) as {
      command?: string;
      flags?: Readonly<Record<string, string>>;
    };
    sendJson(call.response, 200, { result: await standIns.azure.command(command, flags) });
  });
  router.on('GET', '/images/search', ({ query, response }) => {
    const limit = Number(query.get('limit') ?? 25);
    const { 'is-official': official } = JSON.parse(query.get('filters') ?? '{}') as Record<string, unknown>;
    const wanted = official ? Object.keys(official)[0] === 'true' : undefined;
    const found = standIns
      .searchHub(query.get('term') ?? '')
      .filter((one) => wanted === undefined || one.is_official === wanted);
    sendJson(response, 200, found.slice(0, limit));
  });
}
