import { expect, test } from 'vitest';
import { redactedLines } from '../../src/runner/redacted-lines.ts';

const redact = (text: string): string => text.replaceAll('sesame', '***');

test('a secret that arrives in two pieces is taken out', () => {
  const lines = redactedLines(redact);
  const out = [lines.write('it is ses'), lines.write('ame\nand '), lines.write('more'), lines.end()];
  expect(out.join('')).toBe('it is ***\nand more');
});

test('a line passes as soon as it is whole; a progress bar too', () => {
  const lines = redactedLines(redact);
  expect(lines.write('one\ntwo')).toBe('one\n');
  expect(lines.write(' 10%\r')).toBe('two 10%\r');
});

test('a line without end is not held back for ever', () => {
  const lines = redactedLines(redact);
  expect(lines.write('x'.repeat(20_000))).toHaveLength(20_000);
});
