import { describe, expect, test } from 'vitest';
import { answer } from '../../src/checks/answer.ts';
import { openQuestions, questionsOf } from '../../src/checks/questions.ts';
import { step, told, verdict, world } from './world.ts';

interface Asked {
  type: string;
  accept: string | string[];
  choices?: Record<string, string>;
  why?: Record<string, string>;
  full?: boolean;
}

const ask = (spec: Asked, given?: string) =>
  verdict(
    { answer: { id: 'q', question: 'Which?', ...spec } },
    world(given === undefined ? {} : { answers: { q: given } }),
  );

const choices = { a: 'Docker Hub', b: 'The machine itself', c: 'Nowhere' };

describe('right by meaning', () => {
  test.each<[Asked, string]>([
    [{ type: 'reference', accept: 'docker.io/library/alpine:latest' }, 'alpine'],
    [{ type: 'reference', accept: 'docker.io/x' }, 'index.docker.io/library/x:latest'],
    [{ type: 'reference', accept: 'docker.io/kiamol/ch05-pi:latest' }, '`kiamol/ch05-pi`'],
    [{ type: 'number', accept: '5000' }, '5,000'],
    [{ type: 'number', accept: '5000' }, ' 5 000 '],
    [{ type: 'number', accept: '401' }, '401'],
    [{ type: 'text', accept: 'Docker Hub' }, 'docker  hub.'],
    [{ type: 'text', accept: ['latest', ':latest'] }, '"LATEST"'],
    [{ type: 'choice', accept: 'b', choices }, 'B'],
    [{ type: 'choice', accept: 'b', choices }, 'b)'],
    [{ type: 'choice', accept: 'b', choices }, '(b)'],
    [{ type: 'choice', accept: 'a, c', choices }, '(a), (c)'],
    [{ type: 'choice', accept: 'b', choices }, 'the machine itself'],
    [{ type: 'choice', accept: 'a, c', choices }, 'c and a'],
    [{ type: 'choice', accept: 'a, c', choices }, 'c a'],
    [{ type: 'choice', accept: 'a, c', choices }, 'AC'],
    [{ type: 'reference', accept: 'docker.io/library/alpine:latest' }, 'docker.io/library/alpine:latest.'],
    [{ type: 'number', accept: '401' }, '401.'],
    [{ type: 'number', accept: '2' }, '2 blobs'],
    [{ type: 'number', accept: '2' }, 'Two'],
    [{ type: 'number', accept: '2' }, '2 (a layer and the configuration)'],
    [{ type: 'number', accept: '2' }, 'about two of them'],
    [{ type: 'number', accept: '401' }, '401 Unauthorized'],
    [{ type: 'text', accept: 'me.azurecr.io' }, '"me.azurecr.io",'],
    [{ type: 'text', accept: 'me.azurecr.io' }, 'loginServer: me.azurecr.io'],
    [{ type: 'text', accept: 'me.azurecr.io' }, 'The login server is `me.azurecr.io`.'],
    [{ type: 'choice', accept: 'b', choices }, '(b) the machine'],
    [{ type: 'choice', accept: 'b', choices }, 'b: it is the machine'],
    [{ type: 'command', accept: 'docker build -t app .' }, 'docker build -t app .'],
    [
      { type: 'command', accept: 'docker pull mcr.microsoft.com/dotnet/runtime:5.0' },
      '$ docker image pull mcr.microsoft.com/dotnet/runtime:5.0',
    ],
    [{ type: 'command', accept: 'docker push --all-tags me/app' }, 'docker push me/app -a'],
  ])('%o: %s', async (spec, given) => {
    expect(await ask(spec, given)).toMatchObject({ status: 'passed' });
  });
});

describe('wrong, and told why', () => {
  test.each<[Asked, string, string]>([
    [
      { type: 'number', accept: '401', why: { '403': 'You are known already.' } },
      '403',
      '`403` is not it | You are known already.',
    ],
    [
      { type: 'choice', accept: 'a, c', choices, why: { b: 'Not that far.' } },
      'a, b, c',
      '`a, b, c` is not it | Not that far.',
    ],
    [
      { type: 'command', accept: 'docker pull me/app:1' },
      'me/app:1',
      '`me/app:1` is not it | that is what the command is about: write all of it, the program first | Read the text above once more; `/hint` helps.',
    ],
    [
      { type: 'number', accept: '401' },
      'fourhundred',
      '`fourhundred` is not a number | digits are enough | Type `/answer` and a number.',
    ],
    [
      { type: 'text', accept: 'digest' },
      'digset',
      '`digset` is not it | that is very near: check the spelling | Read the text above once more; `/hint` helps.',
    ],
    [
      { type: 'choice', accept: 'b', choices, why: { a: 'Nothing falls back.' } },
      'Docker Hub',
      '`Docker Hub` is not it | Nothing falls back.',
    ],
    [
      { type: 'choice', accept: 'b', choices },
      'd',
      '`d` is not the letter of a choice | the choices are `a`, `b` and `c` | Type `/answer` and the letter of your choice, as in `/answer a`.',
    ],
    [
      { type: 'choice', accept: 'a, c', choices },
      'a',
      '`a` is not it | that is right, but not all of it | Read the text above once more; `/hint` helps.',
    ],
    [
      { type: 'reference', accept: 'docker.io/library/alpine:latest' },
      'docker.io/library/alpine:3',
      '`docker.io/library/alpine:3` is not it | `alpine:3` differs in the tag only | Read the text above once more; `/hint` helps.',
    ],
    [
      { type: 'reference', accept: 'alpine' },
      'http://alpine',
      '`http://alpine` is not an image reference | a reference has no scheme: leave out `http://` and write `alpine` | Type `/answer` and the name of an image.',
    ],
    [
      { type: 'reference', accept: 'alpine', why: { 'quay.io/alpine': 'Quay is another registry.' } },
      'quay.io/alpine:latest',
      '`quay.io/alpine:latest` is not it | Quay is another registry.',
    ],
    [
      { type: 'command', accept: 'docker pull alpine' },
      'docker push alpine',
      '`docker push alpine` is not it | `docker` is right; it is another command of it | Read the text above once more; `/hint` helps.',
    ],
    [
      { type: 'command', accept: 'docker pull alpine' },
      'docker pull alpine busybox',
      '`docker pull alpine busybox` is not it | the command is the right one; look at what stands behind it | Read the text above once more; `/hint` helps.',
    ],
  ])('%o: %s', async (spec, given, expected) => {
    const found = await ask(spec, given);
    expect(found.status).toBe('failed');
    expect(told(found)).toBe(expected);
  });
});

test('a long question is cut between two words, and never within code', () => {
  const title = (question: string) => answer.title({ id: 'q', question, type: 'text', accept: ['x'] });
  expect(title('Which one?')).toBe('Which one?');
  expect(title(`${'word '.repeat(40)}end`)).toMatch(/^(word )+word…$/);
  expect(
    title(`${'word '.repeat(15)}then \`name unknown: The repository does not exist here\`. What now?`),
  ).toBe(`${'word '.repeat(15)}then…`);
});

test('the right answer is never told', async () => {
  for (const given of [undefined, 'wrong', '402'])
    expect(JSON.stringify(await ask({ type: 'number', accept: '4711' }, given))).not.toContain('4711');
});

test('without an answer the verdict says how to give one', async () => {
  expect(told(await ask({ type: 'number', accept: '401' }))).toBe(
    'no answer yet | Type `/answer` and a number.',
  );
});

test('a question that nobody answered is told from one that was answered wrongly', async () => {
  for (const given of [undefined, '', ' '])
    expect(await ask({ type: 'number', accept: '401' }, given)).toMatchObject({
      status: 'failed',
      unanswered: true,
    });
  expect(await ask({ type: 'number', accept: '401' }, '402')).not.toHaveProperty('unanswered');
});

test('a question stays open until it is answered right', () => {
  const both = step(
    { image: 'alpine' },
    { answer: { id: 'one', question: 'One?', type: 'number', accept: '1' } },
    { answer: { id: 'two', question: 'Two?', type: 'choice', accept: 'a', choices: { a: 'A', b: 'B' } } },
  );
  expect(questionsOf(both).map(({ check, id }) => [check, id])).toEqual([
    [1, 'one'],
    [2, 'two'],
  ]);
  expect(openQuestions(both, {}).map(({ id }) => id)).toEqual(['one', 'two']);
  expect(openQuestions(both, { one: '2' }).map(({ id }) => id)).toEqual(['one', 'two']);
  expect(openQuestions(both, { one: '1' })).toEqual([
    { check: 2, id: 'two', question: 'Two?', type: 'choice', choices: { a: 'A', b: 'B' }, several: false },
  ]);
  expect(openQuestions(both, { one: '1', two: 'a' })).toEqual([]);
});

describe('an author hears of a question that cannot work', () => {
  test.each<[Asked, string]>([
    [{ type: 'choice', accept: 'a' }, 'a choice needs `choices`'],
    [{ type: 'choice', accept: 'd', choices }, '`accept`: `d` is none of the choices a, b, c'],
    [{ type: 'choice', accept: 'a', choices, why: { d: 'x' } }, '`why`: `d` is none of the choices a, b, c'],
    [{ type: 'text', accept: 'x', choices }, '`choices` are for the type choice, not text'],
    [{ type: 'number', accept: 'many' }, '`accept`: `many` is no number'],
    [
      { type: 'number', accept: '5000', why: { '5,000': 'x' } },
      '`5,000` is explained as wrong and accepted as right',
    ],
    [{ type: 'reference', accept: 'Alpine' }, '`accept`: `Alpine` is no image reference'],
  ])('%o: %s', (spec, expected) => {
    const parsed = answer.schema.parse({ id: 'q', question: 'Which?', ...spec });
    expect(
      answer.lint!(parsed)
        .map(({ message }) => message)
        .join('\n'),
    ).toContain(expected);
  });
});

test('a reference may have to be written in full', async () => {
  const asked = { type: 'reference', accept: 'docker.io/library/alpine:latest', full: true };
  expect(told(await ask(asked, 'docker.io/alpine:latest'))).toContain('does not say the `library/`');
  expect(told(await ask(asked, 'alpine'))).toContain('does not say the registry, the `library/`');
  expect((await ask(asked, 'index.docker.io/library/alpine:latest')).status).toBe('passed');
});
