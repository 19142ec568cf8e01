import type { Flag } from '../table/command.ts';

/** Columns that help is wrapped to when there is no terminal. */
const usualColumns = 80;
const narrowestText = 24;
const slack = 5;

/** The lines of a help's flags: short and long name, word for the value, what it does, wrapped to the terminal. */
export function flagLines(flags: readonly Flag[], columns = process.stdout.columns ?? usualColumns): string {
  const shown = flags.filter((flag) => !flag.hidden).sort((a, b) => (a.name < b.name ? -1 : 1));
  const heads = shown.map(headOf);
  const indent = Math.max(0, ...heads.map((head) => head.length)) + 3;
  return shown
    .map((flag, i) => `${heads[i]!.padEnd(indent)}${wrapped(flag.about, indent, columns - 1)}\n`)
    .join('');
}

function headOf(flag: Flag): string {
  const label = flag.label ?? { bool: '', text: 'string', list: 'list', int: 'int' }[flag.kind];
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  return `  ${short}--${flag.name}${label ? ` ${label}` : ''}`;
}

/** Two columns, such as the commands of a group. */
export function pairLines(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(10, ...pairs.map(([name]) => name.length)) + 2;
  return pairs.map(([name, about]) => `  ${name.padEnd(width)}${about}\n`).join('');
}

function wrapped(text: string, indent: number, columns: number): string {
  const width = Math.max(columns - indent, narrowestText) - slack;
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width + slack) {
    const at = rest.slice(0, width).lastIndexOf(' ');
    if (at <= 0) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...lines, rest].join(`\n${' '.repeat(indent)}`);
}
