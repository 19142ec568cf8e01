const narrowest = 10;
const gap = 3;

/**
 * Lines whose cells are separated by tabs, laid out as docker lays them out: every column but the last is as wide as
 * its widest cell plus three, at least ten. A column ends where a line has fewer cells, as in Go's tabwriter.
 */
export function alignColumns(lines: readonly string[]): string {
  const rows = lines.map((line) => line.split('\t'));
  const out = rows.map(() => '');
  layOut(rows, out, 0, rows.length, 0);
  return out.map((line) => `${line}\n`).join('');
}

function layOut(rows: readonly string[][], out: string[], from: number, to: number, column: number): void {
  let start = from;
  while (start < to) {
    if (rows[start]!.length - 1 <= column) {
      out[start] += rows[start]![column] ?? '';
      start++;
      continue;
    }
    let end = start;
    while (end < to && rows[end]!.length - 1 > column) end++;
    const block = rows.slice(start, end);
    const width = Math.max(narrowest, ...block.map((row) => [...row[column]!].length + gap));
    block.forEach((row, i) => {
      const cell = row[column]!;
      out[start + i] += cell + ' '.repeat(width - [...cell].length);
    });
    layOut(rows, out, start, end, column + 1);
    start = end;
  }
}
