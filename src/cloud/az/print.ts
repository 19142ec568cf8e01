import { CloudFailure } from '../failure.ts';
import type { AzCommand } from './commands.ts';

/** A value as `--output` asks for it, after `--query` took its part. */
export function printAz(
  value: unknown,
  { output = 'json', query }: { readonly output?: string | undefined; readonly query?: string | undefined },
  columns: AzCommand['columns'],
): string {
  const chosen = query === undefined ? value : choose(value, query);
  if (chosen === null || chosen === undefined) return '';
  switch (output) {
    case 'json':
    case 'jsonc':
      return `${JSON.stringify(chosen, null, 2)}\n`;
    case 'none':
      return '';
    case 'tsv':
      return [chosen]
        .flat()
        .map((row) => `${cells(row).join('\t')}\n`)
        .join('');
    case 'table':
      return table([chosen].flat(), query === undefined ? columns : undefined);
    default:
      throw new CloudFailure(
        `argument --output/-o: invalid choice: '${output}' (choose from 'json', 'jsonc', 'none', 'table', 'tsv')`,
        2,
      );
  }
}

/** The simple part of JMESPath: `loginServer`, `passwords[0].value`, `[].name`. */
function choose(value: unknown, query: string): unknown {
  const parts = [...query.matchAll(/\[(\d*|\*)\]|([A-Za-z_]\w*)|\./g)];
  if (parts.map(([text]) => text).join('') !== query)
    throw new CloudFailure(
      `argument --query: practice reads paths such as loginServer or passwords[0].value`,
      2,
    );
  let many = false;
  let now: unknown = value;
  const get = (from: unknown, key: string): unknown =>
    from !== null && typeof from === 'object' ? (from as Record<string, unknown>)[key] : undefined;
  for (const [, index, key] of parts) {
    if (index === '' || index === '*') {
      many = true;
      now = Array.isArray(now) ? now.flat() : [];
    } else if (index !== undefined) now = (now as unknown[] | undefined)?.[Number(index)];
    else if (key !== undefined) now = many ? (now as unknown[]).map((one) => get(one, key)) : get(now, key);
  }
  return now ?? null;
}

function cells(row: unknown): string[] {
  if (row === null || typeof row !== 'object') return [String(row)];
  return Object.values(row as object).map((value) =>
    value !== null && typeof value === 'object' ? '' : String(value ?? ''),
  );
}

function table(rows: readonly unknown[], columns: AzCommand['columns']): string {
  const heads = columns ?? headsOf(rows[0]);
  const names = Object.keys(heads);
  const lines = rows.map((row) =>
    names.map((name) => String(heads[name] === '' ? row : (choose(row, heads[name]!) ?? ''))),
  );
  const widths = names.map((name, at) => Math.max(name.length, ...lines.map((line) => line[at]!.length)));
  const print = (line: readonly string[]): string =>
    line
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd();
  return `${[names, widths.map((width) => '-'.repeat(width)), ...lines].map(print).join('\n')}\n`;
}

function headsOf(row: unknown): Record<string, string> {
  if (row === null || typeof row !== 'object') return { Result: '' };
  const plain = Object.entries(row).filter(([, value]) => value === null || typeof value !== 'object');
  return Object.fromEntries(plain.map(([key]) => [key[0]!.toUpperCase() + key.slice(1), key]));
}
