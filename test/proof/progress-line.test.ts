import { expect, test } from 'vitest';
import { progressLine } from '../../src/proof/progress-line.ts';

function terminal(isTTY: boolean, columns = 40) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

test('one line tells the steps that are tried, and is gone at the end', () => {
  const screen = terminal(true);
  const line = progressLine(screen);
  line.show('shop', '1/3 open');
  line.show('port', '2/9 pull');
  line.show('shop', '2/3 a step with a name that is too long');
  line.end();
  const texts = screen.written.map((text) => text.replaceAll('\r\u001b[2K', '|'));
  expect(texts).toEqual([
    '|shop 1/3 open',
    '|shop 1/3 open port 2/9 pull',
    '|port 2/9 pull shop 2/3 a step with a na',
    '|',
  ]);
});

test('without a terminal nothing is written', () => {
  const file = terminal(false);
  const line = progressLine(file);
  line.show('shop', '1/3 open');
  line.end();
  expect(file.written).toEqual([]);
});
