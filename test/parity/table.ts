import type { Difference, Report, Time } from './parity.ts';
import { nameOf } from './combination.ts';

/** The report as people read it. */
export function table(report: Report): string {
  const { command, engine, sequences, commands, lines, leftOut, stale, differences, seconds } = report;
  const rows = [
    ['command / engine', 'commands', 'agree', 'explained', 'unexplained'],
    [`${command} / ${engine}`, String(commands), 'the measure', '', ''],
    ...[...lines].map(([name, { agreed, explained, unexplained }]) => [
      title(name, report),
      String(agreed + explained + unexplained),
      String(agreed),
      String(explained),
      String(unexplained),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const explained = new Map<string, number>();
  for (const { explanations } of differences) {
    for (const { id } of explanations) explained.set(id, (explained.get(id) ?? 0) + 1);
  }
  return [
    `${commands} commands in ${sequences} sequences, ${Math.round(seconds)} s`,
    '',
    ...rows.map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    ),
    '',
    `${explained.size} explanations cover ${differences.filter(({ explanations }) => explanations.length).length} differences (test/parity/explained.yaml)`,
    ...leftOut.map((name) => `left out, for the real engine is not empty: ${name}`),
    ...stale.map(({ id }) => `no longer needed: the explanation "${id}"`),
    '',
  ].join('\n');
}

function title(name: string, { engine }: Report): string {
  const [command, where] = name.split('/') as [string, string];
  return `${command === 'ours' ? 'our docker' : 'docker'} / ${where === 'docker' ? engine : 'practice'}`;
}

/** Texts of more lines than this are told by the lines in which they differ. */
const WHOLE_LINES = 12;

/** Differences, line by line; the same one of several combinations is told once. */
export function told(differences: readonly Difference[]): string[] {
  const same = new Map<string, Difference[]>();
  for (const difference of differences) {
    const { sequence, line, part, real, ours } = difference;
    const key = [sequence, line, part, real, ours].join('\0');
    same.set(key, [...(same.get(key) ?? []), difference]);
  }
  return [...same.values()].map(toldOnce);
}

function toldOnce(differences: readonly Difference[]): string {
  const { sequence, line, part, real, ours } = differences[0]!;
  const lines = (sign: string, text: string): string[] =>
    text === ''
      ? []
      : text
          .replace(/\n$/, '')
          .split('\n')
          .map((one) => `    ${sign} ${one}`);
  const [left, right] = part === 'state' ? onlyDifferent(real, ours) : shortened(real, ours);
  return [
    `${sequence} › ${line}`,
    `  ${differences.map(({ combination }) => nameOf(combination)).join(', ')}: ${part}`,
    ...lines('real', left),
    ...lines('ours', right),
    '',
  ].join('\n');
}

function shortened(real: string, ours: string): [string, string] {
  const long = [real, ours].some((text) => text.split('\n').length > WHOLE_LINES);
  const [left, right] = long ? onlyDifferent(real, ours) : ['', ''];
  // Nothing is left where only the order differs.
  return left || right ? [left, right] : [real, ours];
}

function onlyDifferent(real: string, ours: string): [string, string] {
  const [left, right] = [real.split('\n'), ours.split('\n')];
  return [
    left.filter((line) => !right.includes(line)).join('\n'),
    right.filter((line) => !left.includes(line)).join('\n'),
  ];
}

/** How long each sequence took, the slowest first. */
export function timesTable(times: readonly Time[]): string {
  return [...times]
    .sort((one, other) => other.seconds - one.seconds)
    .map(
      ({ sequence, combination, seconds }) =>
        `${seconds.toFixed(1).padStart(6)} s  ${nameOf(combination).padEnd(15)}  ${sequence}`,
    )
    .join('\n');
}
