import { expect, test } from 'vitest';
import { KeyDecoder } from '../../../src/ui/ink/keys.ts';
import type { Key } from '../../../src/ui/ink/keys.ts';

const key = (name: string): Key => ({ type: 'key', name });
const text = (value: string): Key => ({ type: 'text', text: value });

test.each<[string, Key[]]>([
  ['abc', [text('abc')]],
  ['docker ps\r', [text('docker ps'), key('enter')]],
  ['a\r\nb\n', [text('a'), key('enter'), text('b'), key('enter')]],
  [
    '\x01\x05\x0b\x15\x17\x03\x04',
    ['ctrl-a', 'ctrl-e', 'ctrl-k', 'ctrl-u', 'ctrl-w', 'ctrl-c', 'ctrl-d'].map(key),
  ],
  ['\x1b[A\x1b[B\x1b[C\x1b[D', ['up', 'down', 'right', 'left'].map(key)],
  ['\x1bOA\x1bOH\x1bOF', ['up', 'home', 'end'].map(key)],
  ['\x1b[1~\x1b[4~\x1b[3~\x1b[5~\x1b[6~', ['home', 'end', 'delete', 'page-up', 'page-down'].map(key)],
  [
    '\x1b[1;5C\x1b[1;3D\x1bb\x1bf\x1b\x7f',
    ['ctrl-right', 'alt-left', 'alt-b', 'alt-f', 'alt-backspace'].map(key),
  ],
  ['\x7f\x08\t\x1b[Z', ['backspace', 'backspace', 'tab', 'shift-tab'].map(key)],
  // What steers a terminal or is not seen is no part of a command, wherever it was copied from.
  ['\x1b[200~one\rtwo\x1b[A\n\x1b[201~x', [{ type: 'paste', text: 'one\rtwo\n' }, text('x')]],
  [
    '\x1b[200~docker\u200b \x1b]52;c;eA==\x07pull\u202e x\x1b[201~',
    [{ type: 'paste', text: 'docker pull x' }],
  ],
  ['a\u009b2Jb\ufeff', [text('ab')]],
  ['\u200b', []],
  ['grüße 漢字 👍', [text('grüße 漢字 👍')]],
  ['\x1b[12;1R', [key('row-12')]],
  ['a\x1b[99;99ub', [text('a'), text('b')]],
])('%j', (chunk, keys) => {
  expect(new KeyDecoder().push(chunk)).toEqual(keys);
});

test('a sequence that arrives in pieces is one key', () => {
  const decoder = new KeyDecoder();
  expect(decoder.push('\x1b')).toEqual([]);
  expect(decoder.push('[1;')).toEqual([]);
  expect(decoder.pending).toBe(true);
  expect(decoder.push('5D')).toEqual([key('ctrl-left')]);
  expect(decoder.pending).toBe(false);
});

test('a lone Escape is a key once nothing follows', () => {
  const decoder = new KeyDecoder();
  expect(decoder.push('\x1b')).toEqual([]);
  expect(decoder.flush()).toEqual([key('escape')]);
  expect(decoder.push('[A')).toEqual([text('[A')]);
});

test('a paste that arrives in pieces is one paste, and is not cut short by waiting', () => {
  const decoder = new KeyDecoder();
  expect(decoder.push('\x1b[200~first\r')).toEqual([]);
  expect(decoder.pending).toBe(false);
  expect(decoder.flush()).toEqual([]);
  expect(decoder.push('second\x1b[20')).toEqual([]);
  expect(decoder.push('1~')).toEqual([{ type: 'paste', text: 'first\rsecond' }]);
});
