import { expect, test } from 'vitest';
import { createSanitizer, sanitize } from '../../src/ui/sanitize.ts';

const E = '\u001B';

test.each([
  ['colors stay', `${E}[1;31mred${E}[0m`, `${E}[1;31mred${E}[0m`],
  ['cursor moves and clearing go', `a${E}[2J${E}[1;1Hb`, 'ab'],
  ['the title of the window stays the learner’s', `${E}]0;mine\u0007x`, 'x'],
  ['nothing is written to the clipboard', `${E}]52;c;cm0gLXJm${E}\\x`, 'x'],
  ['the terminal is asked nothing', `${E}[6n${E}[c${E}Zx`, 'x'],
  ['device strings go with their text', `${E}P+q544e${E}\\x`, 'x'],
  ['one-byte control sequences go', 'a\u009B2Jb\u009D0;t\u0007c', 'abc'],
  ['bell, backspace and a lone escape go', `a\u0007\u0008b${E}`, 'ab'],
  ['private sequences that end in m are no style', `${E}[>4;2mx${E}[?1my`, 'xy'],
  ['the order of reading is not turned', 'a\u202Eb\u2066c', 'abc'],
  ['a string that never ends ends with its line', `${E}]0;title\nx`, '\nx'],
  ['tabs and line feeds stay', 'a\tb\n', 'a\tb\n'],
  ['a progress bar becomes lines', '10%\r20%\r\n', '10%\n20%\n'],
])('%s', (_name, text, expected) => {
  expect(sanitize(text, { color: true })).toBe(expected);
});

test('where colors are off, theirs go too', () => {
  expect(sanitize(`${E}[31mred${E}[0m`, { color: false })).toBe('red');
});

test('a sequence that arrives in pieces is judged whole', () => {
  const text = `a${E}[31mb${E}]52;c;cm0gLXJm${E}\\c\r\nd${E}[2J`;
  const sanitizer = createSanitizer({ color: true });
  const out = [...text].map((character) => sanitizer.write(character)).join('') + sanitizer.end();
  expect(out).toBe(`a${E}[31mbc\nd`);
});

test('what never ends is not waited for', () => {
  const sanitizer = createSanitizer({ color: true });
  sanitizer.write(`${E}]0;`);
  expect(sanitizer.write('x'.repeat(10_000))).toContain('x');
});
