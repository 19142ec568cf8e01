import { request } from 'node:http';
import type { PracticeSide } from '../engine.ts';
import { CloudFailure } from '../failure.ts';
import { readValues } from './values.ts';

export interface FieldAbout {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'secret' | 'flag';
  readonly optional?: boolean;
  readonly pageOnly?: boolean;
}

export interface ActionAbout {
  readonly name: string;
  readonly title: string;
  readonly fields: readonly FieldAbout[];
}

interface SiteAbout {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly url: string;
  readonly actions: readonly ActionAbout[];
}

/**
 * `web`: the web sites of the stand-ins without a browser. Alone it lists them; `web hub` shows a page; `web hub signup
 * ID EMAIL` fills in a form. What is secret goes to stdout alone, so that it can be piped on.
 */
export async function web(argv: readonly string[], side: PracticeSide): Promise<number> {
  const words = argv.filter((word) => word !== '--');
  if (['-h', '--help', 'help'].includes(words[0] ?? '')) {
    process.stdout.write(HELP);
    return 0;
  }
  const sites = await side.get<SiteAbout[]>('/workshop/sites');
  const [first, second, ...rest] = words;
  if (first === undefined) {
    process.stdout.write(listOf(sites));
    return 0;
  }
  const site = sites.find(({ name }) => name === first);
  if (!site)
    throw new CloudFailure(
      `there is no site “${first}”; there are ${sites.map(({ name }) => name).join(', ')}`,
      2,
    );
  const action = site.actions.find(({ name }) => name === second);
  if (!action) return show(site, words.slice(1));
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`${usageOf(site.name, action)}\n`);
    return 0;
  }
  const values = await readValues(rest, action, usageOf(site.name, action));
  const done = await side.post<{ message: string; secret?: string }>(
    `/workshop/sites/${site.name}/${action.name}`,
    values,
  );
  if (done.secret === undefined) process.stdout.write(`${done.message}\n`);
  else {
    process.stderr.write(`${done.message}\n`);
    process.stdout.write(`${done.secret}\n`);
  }
  return 0;
}

const HELP = `Usage:  web [SITE [PAGE | ACTION ...]]

The web sites of the hosted registries that practice plays, for a terminal without a browser.
Nothing leaves this machine.

  web                     the sites, with the address of their pages
  web hub                 the first page of one
  web hub inbox           another page of it
  web hub signup --help   what a form there wants
`;

function listOf(sites: readonly SiteAbout[]): string {
  const width = Math.max(...sites.map(({ name }) => name.length)) + 2;
  const urls = Math.max(...sites.map(({ url }) => url.length)) + 2;
  const lines = sites.map(({ name, url, about }) => `${name.padEnd(width)}${url.padEnd(urls)}${about}`);
  return `Practice stand-ins: nothing leaves this machine. In a browser, or here with \`web NAME\`:\n\n${lines.join('\n')}\n`;
}

export function usageOf(site: string, { name, title, fields }: ActionAbout): string {
  const words = fields.map((field) => {
    if (field.kind === 'secret') return field.pageOnly ? undefined : '[--password-stdin]';
    if (field.kind === 'flag') return `[--${field.name}]`;
    if (field.pageOnly) return `[--${field.name} ${field.name.toUpperCase()}]`;
    return field.optional ? `[${field.name.toUpperCase()}]` : field.name.toUpperCase();
  });
  const about = fields
    .filter(({ pageOnly, kind }) => !pageOnly && kind !== 'secret')
    .map(
      (field) => `  ${field.kind === 'flag' ? `--${field.name}` : field.name.toUpperCase()}  ${field.label}`,
    );
  return [`Usage:  web ${[site, name, ...words.filter(Boolean)].join(' ')}`, '', title, '', ...about].join(
    '\n',
  );
}

async function show(site: SiteAbout, path: readonly string[]): Promise<number> {
  const parts = path.flatMap((word) => word.split('/')).filter(Boolean);
  const { status, text } = await fetchText([site.url, ...parts.map(encodeURIComponent)].join('/'));
  if (status < 400) {
    process.stdout.write(text);
    return 0;
  }
  const actions = site.actions.map(({ name }) => name).join(', ');
  throw new CloudFailure(
    `${site.title} has no page “${parts.join('/')}”. What one can do there: ${actions} (\`web ${site.name} ${site.actions[0]?.name ?? ''} --help\`)`,
  );
}

function fetchText(url: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers: { Accept: 'text/plain' }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
