import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentsOf } from '../../../registry/contents.ts';
import { LIBRARY } from '../library/library.ts';
import type { HubParts } from './hub-site.ts';

/** What `docker search` shows of a repository. */
export interface Found {
  readonly name: string;
  readonly description: string;
  readonly star_count: number;
  readonly is_official: boolean;
  readonly is_automated: boolean;
}

/** Official images and public repositories whose name or description has the term. */
export function search({ repositories }: HubParts, term: string): Found[] {
  const words = term.toLowerCase();
  const official = LIBRARY.map(({ name, description }) => ({ name, description, is_official: true }));
  const own = repositories
    .all()
    .filter(({ isPrivate }) => !isPrivate)
    .map(({ name }) => ({ name, description: '', is_official: false }));
  return [...official, ...own]
    .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(words))
    .map((one) => ({ ...one, star_count: 0, is_automated: false }));
}

/**
 * The few paths of hub.docker.com's API that tell whether something is there: users, repositories and their tags.
 * What is private is not found, as there. Everything else leads to the page of the stand-in.
 */
export async function serveHubApi(
  parts: HubParts,
  pages: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0]!.split('/').filter(Boolean);
  if (path[0] !== 'v2') {
    const to = path[0] === 'r' ? path.slice(1) : path[0] === '_' ? ['library', ...path.slice(1)] : path;
    const shown = to.map(encodeURIComponent).join('/');
    response
      .writeHead(302, { Location: `${pages}/hub${shown ? `/${shown}` : ''}`, 'Content-Length': 0 })
      .end();
    return;
  }
  if (path[1] === 'users' && path.length === 3) return sendUser(parts, path[2]!, response);
  if (path[1] === 'repositories' && path.length >= 4) {
    const found = await repository(parts, `${path[2]}/${path[3]}`);
    if (found && path.length === 4) return send(response, 200, found.about);
    if (found && path[4] === 'tags' && path.length === 5) return send(response, 200, found.tags);
  }
  send(response, 404, { message: 'object not found', errinfo: {} });
}

function sendUser({ accounts }: HubParts, id: string, response: ServerResponse): void {
  const account = accounts.get(id);
  if (account?.code !== undefined) {
    // There the account would be seen already. Here this is how a check finds out what is left to do.
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(`the e-mail address of ${account.id} is not confirmed yet: the code is in the inbox\n`);
    return;
  }
  if (!account) return send(response, 404, { message: 'User not found', errinfo: {} });
  send(response, 200, {
    id: account.id,
    username: account.id,
    type: 'User',
    date_joined: account.created,
  });
}

async function repository(
  { repositories, store }: HubParts,
  name: string,
): Promise<{ about: object; tags: object } | undefined> {
  const own = repositories.get(name);
  const official = LIBRARY.find((one) => name === `library/${one.name}`);
  if (!official && (!own || own.isPrivate)) return undefined;
  const found = (await contentsOf(store)).repositories.find((one) => one.name === name);
  const [namespace, short] = name.split('/');
  const results = Object.entries(found?.tags ?? {}).map(([tag, digest]) => ({ name: tag, digest }));
  return {
    about: {
      user: namespace,
      name: short,
      namespace,
      is_private: false,
      description: official?.description ?? '',
    },
    tags: { count: results.length, next: null, previous: null, results },
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
  response.end(bytes);
}
