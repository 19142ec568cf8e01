import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiFailure } from '../../http/failure.ts';
import { INSUFFICIENT_STORAGE, lacksRoom, NO_ROOM } from '../fault.ts';
import type { Page } from './page.ts';
import { toHtml, toText } from './page.ts';
import type { Action, Done, Site, Values } from './site.ts';

/** A form is a few words: more than this is none. */
const FORM_BYTES_MAX = 64 * 1024;

/** Serves the pages of all stand-ins: `/` lists them, `/hub/…` are those of one; a POST to `/hub/signup` does it. */
export async function serveSites(
  sites: readonly Site[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, page: Page): void => sendPage(request, response, status, page);
  try {
    const parts = pathOf(request);
    const site = sites.find(({ name }) => name === parts[0]);
    if (parts.length === 0) return send(200, index(sites));
    if (!site) throw new ApiFailure(404, 'There is no such page here.');
    if (request.method === 'POST') {
      refuseForeignForm(request);
      const done = await run(site, parts.slice(1).join('/'), await readForm(request), 'page');
      return send(200, { title: site.title, parts: doneParts(done) });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new ApiFailure(405, 'A page is read with GET, and a form is sent with POST.');
    const own = actionNamed(site, parts.slice(1).join('/'));
    const page = own
      ? [{ form: own, at: `/${site.name}/${own.name}` }]
      : await site.page(parts.slice(1).map((part) => part));
    if (!page) throw new ApiFailure(404, `${site.title} has no such page.`);
    send(200, { title: site.title, parts: page });
  } catch (error) {
    const known = error instanceof ApiFailure;
    if (!known && !lacksRoom(error)) throw error;
    const [status, text] = known ? [error.status, error.message] : [INSUFFICIENT_STORAGE, NO_ROOM];
    send(status, { title: 'That did not work', parts: [{ text }] });
  }
}

/** Does an action of a site, after a look at whether all is filled in. */
export async function run(site: Site, name: string, given: Values, by: 'page' | 'owner'): Promise<Done> {
  const action = actionNamed(site, name);
  if (!action) {
    const known = site.actions().map((one) => one.name);
    throw new ApiFailure(404, `${site.title} has no “${name}”; it has ${known.join(', ')}.`);
  }
  const values: Record<string, string> = {};
  for (const { name: field, label, kind, optional, pageOnly } of action.fields) {
    const value = given[field];
    if (value !== undefined && value !== '') values[field] = kind === 'secret' ? value : value.trim();
    else if (!optional && kind !== 'flag' && !(pageOnly && by === 'owner'))
      throw new ApiFailure(400, `Please fill in: ${label}.`);
  }
  return action.run(values, by);
}

const actionNamed = (site: Site, name: string): Action | undefined =>
  site.actions().find((action) => action.name === name);

function index(sites: readonly Site[]): Page {
  return {
    title: 'Practice stand-ins',
    parts: [
      { text: 'These pages play the web sites of hosted registries. All of it is on this machine.' },
      {
        table: ['Page', 'Plays'],
        rows: sites.map(({ name, about }) => [{ text: name, href: `/${name}` }, about]),
        none: '',
      },
    ],
  };
}

function doneParts({ message, secret }: Done): Page['parts'] {
  if (secret === undefined) return [{ text: message }];
  return [{ text: message }, { code: secret }, { text: 'It is shown this once. Copy it now.' }];
}

function sendPage(request: IncomingMessage, response: ServerResponse, status: number, page: Page): void {
  // Browsers ask for HTML by its name; curl takes anything, and gets what is readable there.
  const html = /text\/html/.test(request.headers.accept ?? '');
  const bytes = Buffer.from(html ? toHtml(page) : toText(page));
  response.writeHead(status, {
    'Content-Type': `text/${html ? 'html' : 'plain'}; charset=utf-8`,
    'Content-Length': bytes.length,
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    Vary: 'Accept',
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function pathOf({ url }: IncomingMessage): string[] {
  try {
    const path = (url ?? '/').split('?', 1)[0]!;
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    throw new ApiFailure(404, 'There is no such page here.');
  }
}

/** A page of somebody else must not send our forms: browsers say where a form comes from; curl is no browser. */
function refuseForeignForm({ headers }: IncomingMessage): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const foreign = (origin !== undefined && origin !== `http://${host}`) || site === 'cross-site';
  if (foreign) throw new ApiFailure(403, 'This form came from another page.');
}

async function readForm(request: IncomingMessage): Promise<Values> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > FORM_BYTES_MAX) throw new ApiFailure(413, 'That is too much for a form.');
    chunks.push(chunk);
  }
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
}
