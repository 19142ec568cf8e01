import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { outputLines } from '../../../src/ui/ink/output.ts';
import { createPaint } from '../../../src/ui/paint.ts';

const paint = createPaint({ unicode: true, colored: false, attributes: false });
/** Of 34 columns three go to the indent, and one at each side stays free. */
const look = { columns: 34, rows: 20, paint };
const shown = (output: string): string[] => outputLines(output, look);

test('output is broken between words, not within them', () => {
  expect(shown('Error response from daemon: manifest for nginx:nope not found: unknown')).toEqual([
    '   Error response from daemon:',
    '   manifest for nginx:nope not',
    '   found: unknown',
  ]);
});

test('a word too long for any line is broken where the line ends', () => {
  const digest = 'a'.repeat(40);
  expect(shown(`Digest: ${digest} done`)).toEqual([
    `   Digest: ${'a'.repeat(22)}`,
    `   ${'a'.repeat(18)} done`,
  ]);
});

test('a line that fits stays as it is, its blanks too', () => {
  expect(shown(`  a   b${' '.repeat(20)}c  `)).toEqual([`     a   b${' '.repeat(20)}c  `]);
  expect(shown('a\n\n b')).toEqual(['   a', '   ', '    b']);
});

test('what stands far to the right does not leave an empty line behind', () => {
  expect(shown(`${' '.repeat(20)}${'b'.repeat(20)}`)).toEqual([
    `   ${' '.repeat(20)}${'b'.repeat(10)}`,
    `   ${'b'.repeat(10)}`,
  ]);
});

test('blanks at which a line is broken take no line of their own', () => {
  expect(shown(`${'a'.repeat(30)}      `)).toEqual([`   ${'a'.repeat(30)}`]);
  expect(shown(`${'a'.repeat(28)}      b`)).toEqual([`   ${'a'.repeat(28)}`, '   b']);
});

test('of what is printed no character is lost but blanks, and no line is too wide', () => {
  const words = ['a', 'sha256:0123456789abcdef0123456789abcdef', '漢字', 'e\u0301'.repeat(9), '  ', '👩‍👩‍👧'];
  const output = Array.from({ length: 300 }, (_, at) => words[(at * at + 3 * at) % 7] ?? 'word').join(' ');
  const lines = shown(output);
  const bare = (text: string): string => text.replaceAll(' ', '');
  expect(bare(lines.join(''))).toBe(bare(output));
  for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(33);
});
