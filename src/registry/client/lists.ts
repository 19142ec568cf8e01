import { readText } from './http.ts';
import { nextPage, PAGES_MAX } from './link.ts';
import { pull } from './repository-access.ts';
import { RegistryError } from './registry-error.ts';
import type { Ask, Session } from './session.ts';

/** All tags of a repository, over all pages; undefined when there is no such repository. */
export async function listTags(session: Session, repository: string): Promise<string[] | undefined> {
  return collect(session, 'tags', {
    method: 'GET',
    path: `v2/${repository}/tags/list`,
    access: pull(repository),
  });
}

/** All repositories that the registry names. */
export async function listRepositories(session: Session): Promise<string[]> {
  const access = [{ type: 'registry' as const, name: 'catalog', actions: ['*'] }];
  return (await collect(session, 'repositories', { method: 'GET', path: 'v2/_catalog', access })) ?? [];
}

async function collect(session: Session, field: string, first: Ask): Promise<string[] | undefined> {
  const found: string[] = [];
  let ask = first;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await session.ask(ask);
    if (answer.status === 404 && page === 0) {
      answer.body.resume();
      return undefined;
    }
    if (answer.status !== 200) throw await session.error(ask, answer);
    const list = parseList(await readText(answer), field);
    found.push(...list);
    const next = nextPage(answer);
    if (next === undefined) break;
    ask = { ...ask, path: next };
  }
  return found;
}

function parseList(text: string, field: string): string[] {
  try {
    const list = (JSON.parse(text) as Record<string, unknown>)[field];
    // Docker's registry says null for none.
    if (list === null || list === undefined) return [];
    if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list;
  } catch {
    // Falls through: it is no list either way.
  }
  throw new RegistryError(`the registry sent no list of ${field}`, { status: 200 });
}
