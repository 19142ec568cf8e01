import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundled, LONG_TEST, TestTerminal } from './terminal.ts';
import type { TerminalOptions } from './terminal.ts';

const wrong = 'docker run -d --name registry registry:2';
const right = 'docker run -d -p 5000:5000 --name registry registry:2';

vi.setConfig({ testTimeout: LONG_TEST, hookTimeout: LONG_TEST });

let folder: string;
let program: { file: string; remove(): void };
let terminal: TestTerminal | undefined;

beforeAll(async () => {
  program = await bundled('program.ts');
  folder = path.dirname(program.file);
});
afterAll(() => program.remove());
afterEach(() => terminal?.close(), LONG_TEST);

function open(what: string, options?: TerminalOptions, ...more: string[]): TestTerminal {
  terminal = new TestTerminal([process.execPath, program.file, what, ...more], options);
  return terminal;
}

async function steps(options?: TerminalOptions, ...more: string[]): Promise<TestTerminal> {
  const opened = open('steps', options, ...more);
  await opened.see('type the command');
  return opened;
}

/** The footer stands on the last row but one, whatever happened above. */
async function footerRow(screen: TestTerminal, key: string): Promise<void> {
  await screen.until(() => {
    const rows = screen.rows();
    return rows.at(-2)!.includes(key) && rows.at(-1) === '';
  }, `${key} on the last row but one`);
}

test('from the menu to the summary with keys alone', async () => {
  const t = open('both');
  await t.see('go on at step 4 of 12');
  t.write('\x1b[A\x1b[A');
  await t.see(/❯ . +2 +Share an image/);
  t.write('regis own');
  await t.see(/❯ . +4 +Run a registry/);
  await t.gone('Share an image');
  t.write('\r');
  await t.see('type the command');
  await footerRow(t, '/hint');
  await t.enter(wrong);
  await t.see('publishes no port');
  await t.see('type the command');
  await footerRow(t, '/hint');
  await t.enter('/hint');
  await t.above('Hint 1 of 2');
  await footerRow(t, '/hint');
  await t.enter('/solution');
  await t.see('Show the solution?');
  t.write('y');
  await t.above('cannot get new ports');
  t.write('\t');
  await t.see(`❯ ${right}`);
  t.write('\r');
  await t.see('Step 1 of 3 is done');
  await t.see(/✔ passed/);
  await footerRow(t, 'Enter');
  t.write('\r');
  await t.see('step 2 of 3');
  await t.enter('docker push localhost:5000/alpine');
  await t.see('Step 2 of 3 is done');
  t.write('\r');
  await t.see('Question');
  t.write('b');
  await t.see('/answer b');
  t.write('\r');
  await t.see('Enter shows the summary');
  t.write('\r');
  await t.see('The lab is complete');
  await footerRow(t, 'Enter');
  t.write('\r');
  await t.see('left');
  expect(await t.exited()).toBe(0);
  const told = t.history();
  for (const part of [
    'Start the registry',
    wrong,
    right,
    'proved',
    'API and a store',
    'You can now',
    'workshop start secure-registry',
  ])
    expect(told).toContain(part);
});

test('the menu leaves no trace, and the terminal as it was', async () => {
  const t = open('menu');
  await t.see('Registry workshop');
  t.write('\x1b');
  await t.see('chosen: null');
  expect(await t.exited()).toBe(0);
  expect(t.screen()).toBe('chosen: null');
  expect(
    t.raw.endsWith('\x1b[?2004l') || t.raw.lastIndexOf('\x1b[?2004l') > t.raw.lastIndexOf('\x1b[?2004h'),
  ).toBe(true);
  expect(t.raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(t.raw.lastIndexOf('\x1b[?25l'));
});

test('Ctrl-C: clears the line, stops the command, twice on an empty line leaves', async () => {
  const t = await steps();
  t.write('half a line');
  await t.see('half a line');
  t.write('\x03');
  await t.gone('half a line');
  await t.enter('sleep');
  await t.see('Ctrl-C stops it');
  t.write('\x03');
  await t.above('exit 130');
  await t.see('type the command');
  t.write('\x03');
  await t.see('again leaves');
  t.write('x');
  await t.gone('again leaves');
  t.write('\x7f\x03');
  await t.see('again leaves');
  t.write('\x03');
  await t.see('left');
  expect(await t.exited()).toBe(0);
});

test('Ctrl-C in every other state does no harm', async () => {
  const t = await steps();
  await t.enter('/solution');
  await t.see('Show the solution?');
  t.write('\x03');
  await t.gone('Show the solution?');
  await t.enter('seq');
  await t.above('more lines');
  t.write('\x0f');
  await t.see('of 200');
  t.write('\x03');
  await t.see('type the command');
  await t.enter(right);
  await t.see('Enter goes on');
  t.write('\x03');
  await t.see('again leaves');
  t.write('\r');
  await t.see('step 2 of 3');
});

test('Ctrl-D on an empty line leaves', async () => {
  const t = await steps();
  t.write('\x04');
  await t.see('left');
  expect(await t.exited()).toBe(0);
});

test('pasted lines run one after the other, the last one waits at the prompt', async () => {
  const t = await steps();
  t.write(`\x1b[200~false\rseq\r${right}\x1b[201~`);
  await t.above('line 200');
  await t.see(`❯ ${right}`);
  await t.see('PgUp whole text');
  expect(t.history()).toMatch(/exit 1\b[^]*line 1\n/);
  t.write('\r');
  await t.see('Step 1 of 3 is done');
});

test('a paste without brackets is typed line by line', async () => {
  const t = await steps();
  t.write('false\rseq\rrest');
  await t.above('line 200');
  await t.see('❯ rest');
});

test('long output is kept short and opened whole', async () => {
  const t = await steps();
  await t.enter('seq');
  await t.above('Ctrl-O opens all 200 lines');
  await t.see('type the command');
  await footerRow(t, '/hint');
  const before = t.screen();
  expect(before).not.toContain('line 100');
  t.write('\x0f');
  await t.see('lines 181 to 200 of 200');
  t.write('\x1b[H');
  await t.see('lines 1 to 20 of 200');
  t.write('\x1b[6~');
  await t.see('lines 19 to 38 of 200');
  t.write('q');
  await t.until((screen) => screen === before, 'the screen as it was');
});

test('the text of the step comes back whole with PgUp', async () => {
  const t = await steps({ rows: 20, columns: 60 });
  await t.enter('seq');
  await t.above('line 200');
  t.write('\x1b[5~');
  await t.see('A registry stores images');
  t.write('\x1b');
  await t.see('type the command');
});

test('what a command prints cannot steer the terminal', async () => {
  const t = await steps();
  await t.enter('evil');
  await t.above('beforeafter');
  expect(t.raw).not.toContain('owned');
  await t.see('step 1 of 3');
});

test.each([
  [60, 20],
  [80, 24],
  [100, 30],
  [140, 45],
  [200, 60],
])('at %i×%i the prompt stays at the bottom from the start to the next step', async (columns, rows) => {
  const t = await steps({ columns, rows });
  await footerRow(t, '/hint');
  for (const line of [wrong, '/hint', 'seq', 'false']) {
    await t.enter(line);
    await t.see('type the command');
    await t.until(() => t.rows().at(-2)!.includes('/hint'), 'the footer at the bottom');
    await footerRow(t, '/hint');
  }
  await t.enter(right);
  await t.see('Enter goes on');
  await footerRow(t, 'Enter');
  // ED 2 and 3 would mean that a frame was as tall as the terminal: Ink then wipes the scrollback.
  expect(t.raw).not.toContain('\x1b[3J');
});

test('a resize draws the screen anew, without remains', async () => {
  const t = await steps({ columns: 100, rows: 30 });
  await t.enter(wrong);
  await t.see('publishes no port');
  for (const [columns, rows] of [
    [60, 20],
    [140, 45],
    [80, 24],
    [61, 21],
    [200, 60],
    [80, 24],
  ] as const) {
    t.resize(columns, rows);
    await t.until((screen) => {
      const lines = t.rows();
      const one = (text: string): boolean => screen.split(text).length === 2;
      return (
        one('step 1 of 3') &&
        one('type the command') &&
        one('▌ Task') &&
        lines.at(-2)!.includes('/hint') &&
        lines.every((line) => line.length <= columns - 1)
      );
    }, `one clean screen at ${columns}×${rows}`);
  }
  await t.enter(right);
  await t.see('Step 1 of 3 is done');
});

test('the menu is redrawn on a resize', async () => {
  const t = open('menu', { columns: 140, rows: 45 });
  await t.see('Registry workshop');
  t.resize(60, 20);
  await t.until(
    (screen) => screen.split('Registry workshop').length === 2 && t.rows().at(-2)!.includes('Enter'),
    'a clean menu',
  );
});

const F2 = '\x1bOQ';

/** Step and map in one row: the one ends where the other begins. */
const beside = /▌ .* │/;

test('on a wide screen F2 puts the map beside the step, and takes it away again', async () => {
  const t = await steps({ columns: 150, rows: 44 });
  expect(t.screen()).not.toContain('alpine:latest');
  t.write(F2);
  await t.see(beside);
  await t.see('F2 hides the map');
  await footerRow(t, '/hint');
  await t.enter(wrong);
  await t.see('publishes no port');
  await t.see('alpine:latest');
  await footerRow(t, '/hint');
  t.write(F2);
  await t.gone('alpine:latest');
  await t.see('F2 map');
  await footerRow(t, '/hint');
  expect(t.raw).not.toContain('\x1b[3J');
});

test('a map beside the step goes where the terminal becomes too narrow for it, and comes back', async () => {
  const t = await steps({ columns: 160, rows: 44 });
  t.write(F2);
  await t.see('alpine:latest');
  for (const [columns, rows, map] of [
    [139, 44, false],
    [140, 30, true],
    [80, 24, false],
    [200, 60, true],
  ] as const) {
    t.resize(columns, rows);
    await t.until(
      (screen) => {
        const one = (text: string): boolean => screen.split(text).length === 2;
        return (
          screen.includes('alpine:latest') === map &&
          one('step 1 of 3') &&
          one('type the command') &&
          one('▌ Task') &&
          t.rows().at(-2)!.includes('/hint') &&
          t.rows().every((line) => line.length <= columns - 1)
        );
      },
      `one clean screen at ${columns}×${rows}, ${map ? 'with' : 'without'} the map`,
    );
  }
  t.resize(100, 30);
  await t.gone('alpine:latest');
  t.write(F2);
  await t.see('Esc back');
  t.write('q');
  await t.see('type the command');
});

test('a command that owns the terminal gets it and gives it back', async () => {
  const t = await steps();
  await t.enter('own stty -echo; echo Password:; read x; stty echo; echo; echo "got $x"');
  await t.see(/^Password:$/m);
  t.write('secret\r');
  await t.told('got secret');
  await t.see('type the command');
  await footerRow(t, '/hint');
  // One process alone: a shell that is just about to start another takes a Ctrl-C for itself and waits on.
  await t.enter('own echo asleep; read x');
  await t.see(/^asleep$/m);
  t.write('\x03');
  await t.see('type the command');
  await t.enter('seq');
  await t.above('line 200');
});

test('where the terminal does not say where its cursor is, what a command wrote stays in sight', async () => {
  const t = await steps({ answers: false });
  await t.enter('own echo "it w""rote"');
  await t.until(
    (screen) => /^it wrote$/m.test(screen) && screen.includes('type the command'),
    'the command and the prompt',
  );
});

test('100 times in a row', { timeout: 600_000 }, async () => {
  const t = await steps();
  for (let round = 1; round <= 100; round += 1) {
    await t.enter(`own printf 'go%s\\n' ${round}; read x; echo "round-$x"`);
    await t.see(new RegExp(`^go${round}$`, 'm'));
    t.write(`${round}\r`);
    await t.told(`round-${round}`);
    await t.see('type the command');
  }
  t.write('\x04');
  await t.see('left');
});

test('an empty CI variable does not keep the screens from being drawn', async () => {
  const t = await steps({ env: { CI: '' } });
  expect(t.screen()).toContain('step 1 of 3');
});

test('NO_COLOR and a locale without UTF-8', async () => {
  const t = await steps({ env: { NO_COLOR: '1', LANG: 'C', LC_ALL: 'C' } });
  await t.enter(wrong);
  await t.see('x not yet');

  expect(t.raw).not.toMatch(/\x1b\[(3|4|9|10)\d(;|m)/);
  expect(t.screen().replaceAll('’', "'")).toMatch(/^[\x20-\x7e\n]*$/);
});

test('a signal ends the menu at once, the terminal in order', async () => {
  const t = open('menu');
  await t.see('go on at step 4 of 12');
  t.signal('SIGTERM');
  await t.see('chosen: null');
  expect(await t.exited()).toBe(0);
  expect(t.screen()).not.toContain('Registry workshop');
});

test('a step has its frame before its engine runs, and what is typed meanwhile is at the prompt then', async () => {
  const go = path.join(folder, `go-${Date.now()}`);
  const t = open('slow', {}, go);
  await t.see('starting the practice engine');
  await t.see('step 2 of 3');
  t.write(`false\r${wrong}`);
  await t.see(`❯ ${wrong}`);
  t.resize(90, 26);
  await footerRow(t, 'Ctrl-C');
  writeFileSync(go, '');
  await t.above('exit 1');
  await t.see(`❯ ${wrong}`);
  t.write('\r');
  await t.see('publishes no port');
});

test('whoever leaves before the engine runs finds the terminal in order', async () => {
  const go = path.join(folder, `go-${Date.now()}`);
  const t = open('slow', {}, go);
  await t.see('starting the practice engine');
  t.write('\x03');
  writeFileSync(go, '');
  await t.see('left');
  expect(await t.exited()).toBe(0);
});
