import { expect, test } from 'vitest';
import { createPaint } from '../../src/ui/paint.ts';
import { progressLine } from '../../src/ui/progress-line.ts';

const paint = createPaint({ unicode: true, colored: false, attributes: false });
const CLEAR = '\r\u001b[2K';

function terminal(isTTY: boolean, columns = 40) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

test('one line tells what is being done and how much of it is through, and is gone at the end', async () => {
  const screen = terminal(true);
  const line = progressLine(screen, paint, 0);
  line.show('proving shop: open', 0.25);
  await expect.poll(() => screen.written, { timeout: 30_000 }).not.toEqual([]);
  line.show('proving a lab with a name that is far too long\nfor this', 0.5);
  line.end();
  const texts = screen.written.map((text) => text.replace(/ {2}\d+ s$/, ''));
  expect(texts[0]).toBe(`${CLEAR} ━━━─────────  proving shop: open`);
  expect(texts.at(-2)).toMatch(/^\r\u001b\[2K ━━━━━━──────  proving a lab with a .*…$/);
  expect(texts.at(-2)!.length - CLEAR.length).toBeLessThan(40);
  expect(texts.at(-1)).toBe(CLEAR);
});

test('what is done at once is not spoken of, and nothing is written after the end', async () => {
  const screen = terminal(true);
  const line = progressLine(screen, paint, 10);
  line.show('looking');
  line.end();
  line.show('looking on');
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(screen.written).toEqual([]);
});

test('without a terminal nothing is written', async () => {
  const file = terminal(false);
  const line = progressLine(file, paint, 0);
  line.show('looking', 0.5);
  await new Promise((resolve) => setTimeout(resolve, 20));
  line.end();
  expect(file.written).toEqual([]);
});
