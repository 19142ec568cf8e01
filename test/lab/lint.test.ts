import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findLabs } from '../../src/lab/content.ts';
import { lintLab } from '../../src/lab/lint.ts';
import { formatProblem } from '../../src/lab/problem.ts';
import { folderWith, kinds, tinyLab } from './fixture.ts';

const lint = (file: string) =>
  lintLab(file, { kinds }).map((problem) => formatProblem(problem, path.join(file, '../..')));

test('a sound lab has nothing to say', () => {
  expect(lint(tinyLab())).toEqual([]);
});

test('links lead to labs that are there', () => {
  const file = tinyLab({ yaml: ['minutes: 5', 'minutes: 5\nafter: [tiny, tinny]'] });
  expect(lint(file)).toEqual([
    'labs/tiny.yaml:7:9: a lab does not come after itself',
    'labs/tiny.yaml:7:15: no lab is called `tinny` (did you mean `tiny`?)',
  ]);
});

test('labs of elsewhere that are known can be named', () => {
  const file = tinyLab({ yaml: ['minutes: 5', 'minutes: 5\nafter: [first-steps]'] });
  expect(lint(file)).toEqual(['labs/tiny.yaml:7:9: no lab is called `first-steps` (known: tiny)']);
  expect(lintLab(file, { kinds, labs: ['first-steps'] })).toEqual([]);
});

test('a tab is told once, without what it confuses', () => {
  expect(lint(tinyLab({ yaml: ['    title: Clean up', '\ttitle: Clean up'] }))).toEqual([
    'labs/tiny.yaml:23:1: Tabs are not allowed as indentation (indent with spaces)',
  ]);
});

test('the id is the name of the file', () => {
  expect(lint(tinyLab({ yaml: ['id: tiny', 'id: small'] }))).toEqual([
    'labs/tiny.yaml:2:5: the id `small` differs from the name of the file (call it `tiny`, or the file small.yaml)',
  ]);
});

test('labs are found below content folders, the first of a name counts', async () => {
  const one = folderWith({ 'labs/b.yaml': '', 'labs/a.yml': '', 'labs/notes.md': '' });
  const two = folderWith({ 'labs/a.yaml': '', 'labs/c.yaml': '' });
  expect(await findLabs([one, '/nowhere', two])).toEqual([
    path.join(one, 'labs/a.yml'),
    path.join(one, 'labs/b.yaml'),
    path.join(two, 'labs/c.yaml'),
  ]);
  expect(await findLabs(one)).toHaveLength(2);
});

test('labs that come after each other are a circle', () => {
  const file = tinyLab({ yaml: ['minutes: 5', 'minutes: 5\nafter: [other]'] });
  const other = readFileSync(file, 'utf8').replace('id: tiny', 'id: other').replace('[other]', '[tiny]');
  writeFileSync(path.join(path.dirname(file), 'other.yaml'), other);
  expect(lint(file)).toEqual([
    'labs/tiny.yaml:7:9: the labs go round in a circle: `tiny` after `other` after `tiny`',
  ]);
});

test.each<[string, Parameters<typeof tinyLab>[0], string]>([
  [
    'a solution that the shell cannot parse',
    { solutions: ['docker tag', 'if docker tag'] },
    'solutions/tiny.md:7:1: the shell cannot parse the solution of `tag`: syntax error',
  ],
  [
    'a mistake that the shell cannot parse',
    { yaml: ['run: docker tag alpine localhost/${me}', 'run: docker tag alpine "localhost/${me}'] },
    'labs/tiny.yaml:20:14: the shell cannot parse a mistake of `tag`: unexpected EOF',
  ],
  [
    'a fence without an end that swallows the next step',
    { solutions: ['/v2/\n```\n', '/v2/\n'] },
    'solutions/tiny.md:5:1: a code block is not closed',
  ],
  [
    'a word that leads to a lab which is not there',
    { solutions: ['You tagged', '`workshop start tinny` goes on. You tagged'] },
    'solutions/tiny.md:20:17: no lab is called `tinny` (did you mean `tiny`?)',
  ],
  [
    'an answer by mistake where nothing is asked',
    { yaml: ['run: docker tag alpine localhost/${me}', 'answer: b'] },
    'labs/tiny.yaml:20:17: `tag` asks no question, so nobody can answer it by mistake',
  ],
  [
    'an answer in the solution where nothing is asked',
    { solutions: ['The name says where it goes.', '```answer\nb\n```'] },
    'labs/tiny.yaml:17:7: `tag` asks 0 questions, and its solution gives 1 answer',
  ],
  [
    'a quote that is not closed, at its beginning',
    { yaml: ['says: no port', 'says: "no port'] },
    'labs/tiny.yaml:21:15: the quote that opens here is not closed',
  ],
  [
    'code that is not closed',
    { yaml: ['text: Each name', 'text: Each `name'] },
    'labs/tiny.yaml:14:11: a backtick has no partner in "Each `name is only a name.',
  ],
  [
    'HTML, which no terminal draws',
    { hints: ['Names can be removed.', 'Names can be <b>removed</b>.'] },
    'hints/tiny.md:15:14: `<b>` is HTML',
  ],
  [
    'a fence without an end',
    { solutions: ['You tagged', '```text\nYou tagged'] },
    'a code block is not closed',
  ],
  [
    'checks that the step before asks for',
    { yaml: [', absent: true }', ' }'] },
    'labs/tiny.yaml:26:7: the checks of `clean` cannot fail: the step before it asks for all of them',
  ],
  [
    'a lab without mistakes',
    { yaml: ['    mistakes:\n      - run: docker tag alpine localhost/${me}\n        says: no port\n', ''] },
    'labs/tiny.yaml:12:3: no step has a `mistakes` list',
  ],
  [
    'too little time',
    { yaml: ['minutes: 5', 'minutes: 0.5'] },
    'labs/tiny.yaml:6:10: 0.5 minutes are too few for 2 steps',
  ],
  [
    'too much time',
    { yaml: ['minutes: 5', 'minutes: 90'] },
    'labs/tiny.yaml:6:10: 90 minutes are too many for 2 steps',
  ],
])('%s', (_what, change, expected) => {
  expect(lint(tinyLab(change)).join('\n')).toContain(expected);
});
