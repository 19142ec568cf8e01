import { expect, test } from 'vitest';
import type { Verdict } from '../../src/checks/verdict.ts';
import { createPaint } from '../../src/ui/paint.ts';
import { verdictAgain, verdictLines } from '../../src/ui/verdict-lines.ts';

const paint = createPaint({ unicode: true, colored: false, attributes: false });

const verdict: Verdict = {
  check: 0,
  kind: 'container',
  title: 'container `registry` runs',
  status: 'failed',
  expected: 'a running container `registry`',
  actual: 'there is none',
  nearest: 'there is `regsitry`',
  help: 'Look at `docker ps`.',
};

test('a failed check says what was expected, what is there, what is near and what to try', () => {
  expect(verdictLines(verdict, { columns: 80, paint })).toEqual([
    '✘ not yet: container `registry` runs',
    '    expected: a running container `registry`',
    '    found: there is none',
    '    near: there is `regsitry`',
    '    try: Look at `docker ps`.',
  ]);
});

test('a passed check is one line', () => {
  expect(verdictLines({ ...verdict, status: 'passed' }, { columns: 80, paint })).toEqual([
    '✔ passed: container `registry` runs',
  ]);
});

test('a question that nobody answered is no failure: it is to do', () => {
  const question: Verdict = {
    check: 0,
    kind: 'answer',
    title: 'Which port?',
    status: 'failed',
    unanswered: true,
    expected: 'an answer, a number',
    actual: 'no answer yet',
    help: 'Type `/answer` and a number.',
  };
  expect(verdictLines(question, { columns: 80, paint })).toEqual([
    '○ to do: Which port?',
    '    try: Type `/answer` and a number.',
  ]);
  expect(verdictAgain(question, { columns: 80, paint })).toEqual(['○ to do: Which port?']);
});

test('every status has words beside its sign', () => {
  const first = (['passed', 'failed', 'blocked', 'broken'] as const).map(
    (status) => verdictLines({ ...verdict, status }, { columns: 80, paint })[0],
  );
  expect(first.map((line) => line!.split(':')[0])).toEqual([
    '✔ passed',
    '✘ not yet',
    '◌ waits',
    '‼ not checked',
  ]);
});

test('long findings wrap with a hanging indent', () => {
  const lines = verdictLines({ ...verdict, actual: 'word '.repeat(30) }, { columns: 40, paint });
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(lines.filter((line) => line.startsWith('      word'))).not.toEqual([]);
});

test.each([
  ['container `r` is made of `registry` and runs', 'a container `r` that is made of `registry` and runs'],
  ['image `alpine`', 'an image called `alpine` on the engine'],
  ['you typed `docker logs registry`', '`docker logs registry`, typed in this step'],
])('“%s”: that something else was expected is not said twice', (title, expected) => {
  const lines = verdictLines({ ...verdict, title, expected }, { columns: 120, paint });
  expect(lines.filter((line) => line.includes('expected:'))).toEqual([]);
  expect(lines).toContain('    found: there is none');
});

test.each([
  ['container `r` runs', 'no container called `r`'],
  ['`http://x/v2/` answers 200', 'status 200 and the header `Docker-Content-Digest`'],
  ['`docker` is typed', '`docker logs` is typed'],
])('“%s”: what the title does not say is said', (title, expected) => {
  expect(verdictLines({ ...verdict, title, expected }, { columns: 120, paint })).toContain(
    `    expected: ${expected}`,
  );
});

test('found again, a failure is told in short, with what to try first', () => {
  const again = (about: Partial<Verdict>): string[] =>
    verdictAgain(
      { ...verdict, help: 'Look at `docker ps`. Then at its log.', ...about },
      { columns: 80, paint },
    );
  expect(again({})).toEqual([
    '✘ not yet: container `registry` runs',
    '    found: there is none; try: Look at `docker ps`.',
  ]);
  expect(again({ help: undefined }).at(-1)).toBe('    found: there is none');
  expect(again({ status: 'blocked' })).toEqual(['◌ waits: container `registry` runs']);
  expect(again({ status: 'passed' })).toHaveLength(1);
});
