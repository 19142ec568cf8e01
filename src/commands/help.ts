import type { Command } from './command.ts';
import { commands } from './table.ts';

/** Help lines are set for 80 columns, the width that every terminal and every log has. */
const WIDTH = 80;

/** The help of the whole program. */
export function programHelp(): string {
  return [
    'workshop: learn container registries by doing. Needs nothing but Node.',
    '',
    'Usage: workshop [COMMAND] [OPTIONS]',
    '',
    'Without a command: a menu of the labs, with your progress.',
    '',
    'Commands:',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options:',
    ...table([
      ['-h, --help', 'this text; `workshop COMMAND --help` for one command'],
      ['-V, --version', 'the version'],
    ]),
    '',
    'Begin with:',
    '  workshop start local-registry',
    '',
  ].join('\n');
}

/** The help of one command, with examples. */
export function commandHelp(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, { short, value, summary }]): [string, string] => [
      `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`,
      summary,
    ],
  );
  const details = command.details ? ['', ...wrap(command.details, WIDTH)] : [];
  const examples = command.examples.flatMap(([line, does]) => [
    `  ${line}`,
    ...wrap(does, WIDTH - 6).map((part) => `      ${part}`),
  ]);
  return [
    `workshop ${command.name}: ${command.summary}`,
    ...details,
    '',
    `Usage: ${usageOf(command)}`,
    '',
    'Options:',
    ...table([...options, ['-h, --help', 'this text']]),
    ...(examples.length > 0 ? ['', 'Examples:', ...examples] : []),
    '',
  ].join('\n');
}

/** `workshop start LAB [OPTIONS]` */
export function usageOf({ name, arguments: args, options }: Command): string {
  const words = args.map((argument) => {
    const text = argument.many ? `${argument.name}…` : argument.name;
    return argument.required ? text : `[${text}]`;
  });
  return ['workshop', name, ...words, ...(Object.keys(options).length > 0 ? ['[OPTIONS]'] : [])].join(' ');
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const column = Math.min(26, Math.max(...rows.map(([left]) => left.length))) + 4;
  return rows.flatMap(([left, right]) => {
    const lines = wrap(right, WIDTH - column);
    const head = `  ${left}`;
    const first = head.length >= column ? [head] : [`${head.padEnd(column)}${lines.shift()}`];
    return [...first, ...lines.map((line) => `${' '.repeat(column)}${line}`)];
  });
}

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}
