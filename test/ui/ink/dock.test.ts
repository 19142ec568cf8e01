import stringWidth from 'string-width';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { WalkEvent } from '../../../src/runner/events.ts';
import { dockOf, heightOf } from '../../../src/ui/ink/dock.ts';
import type { Dock } from '../../../src/ui/ink/dock.ts';
import { lineOf } from '../../../src/ui/ink/line.ts';
import { openMenu } from '../../../src/ui/ink/menu.ts';
import { menuLines } from '../../../src/ui/ink/menu-lines.ts';
import { emptyScreen, receive } from '../../../src/ui/ink/screen.ts';
import type { Screen } from '../../../src/ui/ink/screen.ts';
import { blockLines } from '../../../src/ui/ink/transcript.ts';
import { openedAtEnd, viewerLines } from '../../../src/ui/ink/viewer.ts';
import { createPaint } from '../../../src/ui/paint.ts';
import { lab, ScriptedWalk } from './scripted-walk.ts';

const paint = createPaint({ unicode: true, colored: true });
const bare = createPaint({ unicode: false, colored: false });

/** Every state that a walk through the scripted lab passes, and a few more. */
async function states(): Promise<Screen[]> {
  const walk = new ScriptedWalk();
  const all: Screen[] = [emptyScreen];
  walk.on((event: WalkEvent) => all.push(receive({ ...all.at(-1)!, queue: ['more'] }, event)));
  await walk.start();
  for (const line of [
    'docker run -d --name registry registry:2',
    'seq',
    '/hint',
    '/status',
    '/solution yes',
    'docker run -d -p 5000:5000 --name registry registry:2',
    'docker push localhost:5000/alpine',
    '/answer a',
    '/answer b',
  ])
    await walk.submit(line);
  const idle = all.map((screen) => ({ ...screen, queue: [] }));
  const last = idle.at(-6)!;
  return [
    ...idle,
    { ...last, asking: true },
    { ...last, leaving: true },
    { ...last, line: lineOf('/') },
    { ...last, line: lineOf('docker run '.repeat(80)) },
    { ...last, line: lineOf('漢字'.repeat(200)) },
    { ...last, line: lineOf('one\ntwo\nthree\nfour\nfive\nsix\nseven') },
    { ...last, choices: ['image', 'container', 'volume'] },
    { ...last, busy: true },
  ];
}

const linesOf = (dock: Dock): string[] => Object.values(dock).flat() as string[];

test.each([
  [60, 20],
  [80, 24],
  [100, 30],
  [140, 45],
  [200, 60],
  [40, 10],
  [30, 6],
])(
  'at %i×%i the frame stays lower than the terminal and no line is wider',
  { timeout: 60_000 },
  async (columns, rows) => {
    const look = { columns, rows, paint };
    for (const screen of await states()) {
      const dock = dockOf(screen, 3, look);
      expect(heightOf(dock)).toBeLessThan(rows);
      const above = columns < 60 ? [] : screen.view.blocks.flatMap((block) => blockLines(block, look));
      const lines = columns < 60 ? [] : [...linesOf(dock), ...above];
      for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      expect(dock.footer).toHaveLength(1);
      expect(dock.prompt.length).toBeGreaterThan(0);
    }
    const labs = Array.from({ length: 12 }, (_, at) => ({ ...lab, id: `lab-${at}`, steps: 9, done: at }));
    const menu = openMenu(labs, [{ kind: 'practice', about: 'Nothing is installed. '.repeat(9) }]);
    const lines = menuLines(menu, look);
    expect(lines).toHaveLength(rows - 1);
    if (columns >= 60) for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
    expect(
      viewerLines(openedAtEnd('seq', Array.from({ length: 300 }, String), look), look).length,
    ).toBeLessThan(Math.max(rows, 6));
  },
);

test('where I am, the task, what is not yet and why, and the engine are seen at 60×20', async () => {
  const failed = (await states()).find(({ view }) => view.news && !view.done)!;
  const text = stripVTControlCharacters(
    linesOf(dockOf(failed, 0, { columns: 60, rows: 20, paint })).join('\n'),
  );
  for (const part of [
    'Run a registry',
    'step 1 of 3',
    'practice',
    'Task',
    'not yet',
    'found',
    'try',
    'waits',
    '/hint',
  ])
    expect(text).toContain(part);
});

test('the question whether to show the solution names its keys once, in the row of keys', async () => {
  const asking = (await states()).find((screen) => screen.asking)!;
  const { prompt, footer } = dockOf(asking, 0, { columns: 60, rows: 20, paint: bare });
  const [_rule, ...question] = prompt;
  expect([...question, ...footer].map(stripVTControlCharacters)).toEqual([
    ' ? Show the solution? It is recorded as shown.',
    ' y or Enter shows it   any other key does not',
  ]);
});

test('where a step only asks, its task is seen as well as the question', async () => {
  const asking = (await states()).find(({ view }) => view.step?.id === 'localhost' && !view.done)!;
  const text = stripVTControlCharacters(
    linesOf(dockOf(asking, 0, { columns: 100, rows: 30, paint })).join('\n'),
  );
  expect(text).toMatch(/Task {2}Answer the question with \/answer and a letter/);
  expect(text).toContain('Question');
});

test('without color and without Unicode everything is still told, in ASCII', async () => {
  for (const screen of await states()) {
    const look = { columns: 80, rows: 24, paint: bare };
    const lines = [
      ...linesOf(dockOf(screen, 0, look)),
      ...screen.view.blocks.flatMap((block) => blockLines(block, look)),
    ];
    const ours = lines.join('\n').replaceAll(/[’漢字…\u00a0]/g, '');

    expect(ours).not.toMatch(/\x1b\[[349]\d/);

    expect(ours.replaceAll(/\x1b\[\d+m/g, '')).toMatch(/^[\x20-\x7e\n]*$/);
  }
});

test('each status is told by a word', async () => {
  const all = (await states()).map((screen) =>
    linesOf(dockOf(screen, 0, { columns: 80, rows: 40, paint: bare })).join('\n'),
  );
  for (const word of ['to do', 'not yet', 'waits', 'passed'])
    expect(all.some((text) => text.includes(word))).toBe(true);
});

test('output cannot steer the terminal', () => {
  const output = 'a\x1b[2Jb\x1b]0;title\x07c\x9b1;1Hd\x0ee\tf\u202eg\n';
  const lines = blockLines(
    { kind: 'command', line: 'evil \x1b[31m', output, exitCode: 0, ms: 1 },
    { columns: 80, rows: 24, paint: bare },
  );

  expect(lines.join('\n').replaceAll(/\x1b\[(1|2|7|22|27)m/g, '')).not.toMatch(
    /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/,
  );
  expect(lines.join('\n')).toContain('abcde');
});
