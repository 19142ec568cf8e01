import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { changesBetween } from '../../src/map/changes.ts';
import { mapLines } from '../../src/ui/map-lines.ts';
import { createPaint } from '../../src/ui/paint.ts';
import { cells } from '../../src/ui/wrap.ts';
import { appMap } from '../map/app-map.ts';

const plain = createPaint({ unicode: true, colored: false, attributes: false });
const before = appMap({ latest: 'sha256:aa', v1: 'sha256:aa' });
const now = appMap({ latest: 'sha256:bb', v1: 'sha256:aa' }, { images: { 'app:latest': 'sha256:bbc' } });
const map = { ...now, changes: changesBetween(before, now) };
const row = (text: string, lines: readonly string[]): string =>
  lines.find((line) => line.includes(text)) ?? '';

test('the same image has the same letter on the engine and in the registry, the same layer the same number', () => {
  const lines = mapLines(map, { columns: 100, paint: plain });
  expect(row('app:latest + new', lines)).toMatch(/^ {2}A /);
  expect(row('latest ← moved here', lines)).toMatch(/^ {4}A .*\[2\] \[3\] +◂ latest/);
  expect(row(' v1', lines)).toMatch(/^ {4}B .*\[2\] \[4\] +◂ v1$/);
  expect(lines.join('\n')).toContain('2 in 2 places (3 MB)');
});

test('a tag that moves is seen at its old place, then at its new one, and told in words', () => {
  const first = mapLines(map, { columns: 100, paint: plain, before: true });
  expect(first.join('\n')).toContain('◂ latest → is about to move');
  expect(first.join('\n')).not.toContain('moved here');
  const then = mapLines(map, { columns: 100, paint: plain }).join('\n');
  expect(then).toContain('latest → moved on to A');
  expect(then).toContain('latest ← moved here from B');
  expect(then).toContain('app:latest in localhost:5000 moved from sha256:aa to sha256:bb');
});

test('a first look says that changes are told from the next one on', () => {
  const told = 'the first look';
  expect(mapLines({ ...before, first: true }, { columns: 100, paint: plain }).join('\n')).toContain(told);
  expect(mapLines(before, { columns: 100, paint: plain }).join('\n')).not.toContain(told);
});

test.each([40, 60, 80, 200])('no line is wider than %i cells, and names steer no terminal', (columns) => {
  const paint = createPaint({ unicode: true, colored: true });
  const evil = appMap(
    { 'v1\x1b]0;x\x07\x1b[2J': 'sha256:aa' },
    { images: { 'a\x1b[2Jb:latest': 'sha256:11' } },
  );
  const lines = [...mapLines(map, { columns, paint }), ...mapLines(evil, { columns, paint })];
  expect(lines.join('\n')).not.toMatch(/\x1b(?!\[\d+m)/);
  expect(Math.max(...lines.map((line) => cells(stripVTControlCharacters(line))))).toBeLessThanOrEqual(
    columns,
  );
});
