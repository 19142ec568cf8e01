import { expect, test } from 'vitest';
import type { Status, Verdict } from '../../src/checks/verdict.ts';
import type { Mistake } from '../../src/lab/lab.ts';
import { judgeArrival, judgeGreen, judgeMistake } from '../../src/proof/judge.ts';

const verdict = (status: Status, parts: Partial<Verdict> = {}): Verdict => ({
  check: 0,
  kind: 'container',
  title: 'container `registry` publishes 5000',
  status,
  expected: 'port 5000 published',
  actual: 'no port published',
  ...parts,
});
const mistake: Mistake = {
  run: 'docker run -d --name registry registry:2\n',
  says: 'Publishes `no  port`',
  place: { file: 'shop.yaml', line: 3, column: 9 },
};

test('on arrival one red check is enough', () => {
  expect(judgeArrival([verdict('passed'), verdict('failed')], [])).toEqual({
    ok: true,
    detail: '1 of 2 checks red.',
  });
});

test('a step that is done on arrival proves nothing', () => {
  expect(judgeArrival([verdict('passed')], [])).toMatchObject({
    ok: false,
    check: 'container `registry` publishes 5000',
    actual: 'all 1 check passed',
  });
});

test('a check that was never seen failing is named', () => {
  const judgement = judgeArrival([verdict('passed'), verdict('failed')], ['image `alpine` exists']);
  expect(judgement).toMatchObject({ ok: false, check: 'image `alpine` exists' });
  expect(judgement.detail).toContain('never seen failing');
});

test('a check that cannot be evaluated is not red', () => {
  expect(judgeArrival([verdict('broken', { actual: 'the engine does not answer' })], [])).toMatchObject({
    ok: false,
    actual: 'the engine does not answer',
  });
});

test('a step without checks proves nothing', () => {
  expect(judgeArrival([], []).ok).toBe(false);
  expect(judgeGreen([], 'after the solution').ok).toBe(false);
});

test('green names the first check that is not, and lists the others', () => {
  const judgement = judgeGreen(
    [
      verdict('passed'),
      verdict('failed', { help: 'Add `-p`.' }),
      verdict('blocked', { title: '/v2/ answers' }),
    ],
    'after the solution',
  );
  expect(judgement).toMatchObject({
    ok: false,
    expected: 'port 5000 published',
    actual: 'no port published',
  });
  expect(judgement.detail).toBe(
    '2 of 3 checks did not pass after the solution. Add `-p`. ' +
      '[blocked] /v2/ answers: expected port 5000 published; actual no port published.',
  );
  expect(judgeGreen([verdict('passed')], 'after the solution').ok).toBe(true);
});

test('a diagnosis is found in any text of a failed verdict, whatever its case, gaps and backticks', () => {
  for (const part of ['expected', 'actual', 'nearest', 'help'] as const) {
    const text = 'The container `registry`\n publishes no `port`.';
    expect(judgeMistake(mistake, [verdict('passed'), verdict('failed', { [part]: text })]).ok).toBe(true);
  }
});

test('words in a verdict that did not fail, or in a title, are no diagnosis', () => {
  const words = { actual: 'publishes no port', title: 'publishes no port' };
  expect(judgeMistake(mistake, [verdict('blocked', words), verdict('failed')]).ok).toBe(false);
  expect(judgeMistake(mistake, [verdict('failed', { title: words.title })]).ok).toBe(false);
});

test('a mistake that passes is named with its command', () => {
  expect(judgeMistake(mistake, [verdict('passed')])).toMatchObject({
    ok: false,
    command: 'docker run -d --name registry registry:2',
    actual: 'all 1 check passed',
    detail: expect.stringContaining('The mistake passes'),
  });
});

test('another diagnosis is shown beside the one that was asked for', () => {
  expect(judgeMistake(mistake, [verdict('failed', { help: 'Start it.' })])).toMatchObject({
    ok: false,
    expected: 'a failed check that says “Publishes `no  port`”',
    actual: 'no port published. Start it.',
  });
});

test('a mistaken answer is written as it is typed', () => {
  const { command } = judgeMistake({ answer: 'latest', says: 'a tag', place: mistake.place }, [
    verdict('passed'),
  ]);
  expect(command).toBe('/answer latest');
});
