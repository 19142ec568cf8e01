import type { Action } from './site.ts';

/** A piece of a page, written once and shown as HTML or as plain text. */
export type Part =
  | { readonly heading: string }
  | { readonly text: string }
  | { readonly code: string }
  | {
      readonly table: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
      /** Said in place of a table without rows. */
      readonly none: string;
    }
  | { readonly form: Action; readonly at: string };

export type Cell = string | { readonly text: string; readonly href: string };

const NOTICE = 'Practice stand-in: nothing leaves this machine.';

export interface Page {
  readonly title: string;
  readonly parts: readonly Part[];
}

/** For browsers; no scripts, no pictures, nothing from elsewhere. */
export function toHtml({ title, parts }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} (practice)</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 0 1rem 3rem; color: #1b1f24; background: #fff; }
.notice { background: #fff3c4; border-bottom: 2px solid #b58900; margin: 0 -1rem 1rem; padding: .5rem 1rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid #d0d7de; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, monospace; background: #f6f8fa; } pre { padding: .5rem; overflow-x: auto; }
label { display: block; margin: .5rem 0; } input { font: inherit; }
</style>
</head>
<body>
<p class="notice" role="note"><strong>${escaped(NOTICE)}</strong> <a href="/">All stand-ins</a></p>
<main>
<h1>${escaped(title)}</h1>
${parts.map(partHtml).join('\n')}
</main>
</body>
</html>
`;
}

function partHtml(part: Part): string {
  if ('heading' in part) return `<h2>${escaped(part.heading)}</h2>`;
  if ('text' in part) return `<p>${escaped(part.text).replaceAll('\n', '<br>\n')}</p>`;
  if ('code' in part) return `<pre>${escaped(part.code)}</pre>`;
  if ('form' in part) return formHtml(part.form, part.at);
  if (part.rows.length === 0) return `<p>${escaped(part.none)}</p>`;
  const head = part.table.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('');
  const rows = part.rows.map((row) => `<tr>${row.map((cell) => `<td>${cellHtml(cell)}</td>`).join('')}</tr>`);
  return `<table>\n<tr>${head}</tr>\n${rows.join('\n')}\n</table>`;
}

function cellHtml(cell: Cell): string {
  return typeof cell === 'string'
    ? escaped(cell)
    : `<a href="${escaped(cell.href)}">${escaped(cell.text)}</a>`;
}

function formHtml({ title, name, fields }: Action, at: string): string {
  const inputs = fields.map(({ name, label, kind, optional }) => {
    const type = kind === 'flag' ? 'checkbox' : kind === 'secret' ? 'password' : 'text';
    const value = kind === 'flag' ? ' value="true"' : '';
    const required = optional || kind === 'flag' ? '' : ' required';
    return `<label>${escaped(label)} <input type="${type}" name="${escaped(name)}"${value}${required} autocomplete="off"></label>`;
  });
  return `<h2 id="${escaped(name)}">${escaped(title)}</h2>\n<form method="post" action="${escaped(at)}">\n${inputs.join('\n')}\n<button>${escaped(title)}</button>\n</form>`;
}

/** For terminals; a form is shown as the command that sends it. */
export function toText({ title, parts }: Page): string {
  return `${[`[${NOTICE}]`, `${title}\n${'='.repeat([...title].length)}`, ...parts.map(partText)].join('\n\n')}\n`;
}

function partText(part: Part): string {
  if ('heading' in part) return `${part.heading}\n${'-'.repeat([...part.heading].length)}`;
  if ('text' in part) return part.text;
  if ('code' in part) return part.code.replace(/^/gm, '    ');
  if ('form' in part) return formText(part.form, part.at);
  if (part.rows.length === 0) return part.none;
  const cells = part.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell.text)));
  const widths = part.table.map((head, at) =>
    Math.max(...[head, ...cells.map((row) => row[at] ?? '')].map((cell) => [...cell].length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell + ' '.repeat(widths[at]! - [...cell].length))
      .join('  ')
      .trimEnd();
  return [part.table, ...cells].map(line).join('\n');
}

function formText({ title, name, fields }: Action, at: string): string {
  const site = at.split('/')[1] ?? '';
  const words = fields
    .filter(({ pageOnly, kind }) => !pageOnly && kind !== 'secret')
    .map(({ name, kind, optional }) => {
      const word = kind === 'flag' ? `--${name}` : name.toUpperCase();
      return optional || kind === 'flag' ? `[${word}]` : word;
    });
  return `${title}: web ${[site, name, ...words].join(' ')}`;
}

export function escaped(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (letter) => named[letter]!);
}
