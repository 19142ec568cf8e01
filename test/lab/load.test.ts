import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { expandLab } from '../../src/lab/expand.ts';
import { loadLab } from '../../src/lab/load.ts';
import { formatProblem } from '../../src/lab/problem.ts';
import { folderWith, HINTS, kinds, SOLUTIONS, tinyLab, YAML } from './fixture.ts';

function problems(change: Parameters<typeof tinyLab>[0]): string[] {
  const file = tinyLab(change);
  return loadLab(file, { kinds }).problems.map((problem) => formatProblem(problem, path.join(file, '../..')));
}

test('a lab is joined with its hints and solutions', () => {
  const { lab, problems } = loadLab(tinyLab(), { kinds });
  expect(problems).toEqual([]);
  expect(lab!.steps.map(({ id, hints }) => [id, hints.length])).toEqual([
    ['tag', 2],
    ['clean', 1],
  ]);
  expect(lab!.steps[0]!.solution.commands).toEqual([
    'docker tag alpine \\\n  ${registry}/${me}',
    'curl http://${registry}/v2/',
  ]);
  expect(lab!.vars).toEqual({
    port: { type: 'port', default: 5000 },
    me: { type: 'text', default: 'learner', pattern: '[a-z]+' },
    registry: { type: 'derived', from: 'localhost:${port}' },
  });
  expect(lab!.steps[0]!.check[1]).toMatchObject({ kind: 'http', place: { line: 18, column: 9 } });
  expect(lab).toMatchObject({ engines: ['practice', 'docker'], needs: [], goals: [], after: [] });
});

test('values reach every text, and a doubled dollar stays for the shell', () => {
  const { lab } = loadLab(tinyLab(), { kinds });
  const values = { port: '5001', me: 'ann', registry: 'localhost:5001' };
  const expanded = expandLab(lab!, values);
  expect(expanded.steps[0]).toMatchObject({
    title: 'Tag for localhost:5001',
    text: 'Each name is only a name. Write ${HOME} for your home.',
    task: 'Tag alpine as localhost:5001/ann.',
    check: [
      { spec: { name: 'localhost:5001/ann' } },
      { spec: { url: 'http://localhost:5001/v2/', status: 200 } },
    ],
    mistakes: [{ run: 'docker tag alpine localhost/ann' }],
    solution: { commands: ['docker tag alpine \\\n  localhost:5001/ann', 'curl http://localhost:5001/v2/'] },
  });
  expect(expanded.debrief).toBe('You tagged for localhost:5001.');
  expect(expanded.steps[0]!.place).toEqual(lab!.steps[0]!.place);
});

test('a lab outside the package keeps its hints and solutions next to it', () => {
  const folder = folderWith({ 'my.yaml': YAML, 'my.hints.md': HINTS, 'my.solutions.md': SOLUTIONS });
  expect(loadLab(path.join(folder, 'my.yaml'), { kinds }).problems).toEqual([]);
  const alone = folderWith({});
  copyFileSync(path.join(folder, 'my.yaml'), path.join(alone, 'my.yaml'));
  const said = loadLab(path.join(alone, 'my.yaml'), { kinds }).problems.map((problem) =>
    formatProblem(problem, alone),
  );
  expect(said).toEqual([
    'my.yaml:1:1: no hints for this lab (looked for ../hints/my.md, hints/my.md, my.hints.md from its folder)',
    'my.yaml:1:1: no solutions for this lab (looked for ../solutions/my.md, solutions/my.md, my.solutions.md from its folder)',
  ]);
});

const slips: [string, Parameters<typeof tinyLab>[0], string][] = [
  [
    'default that is no choice',
    {
      yaml: [
        '  me: {',
        '  at: { type: choice, default: hre, choices: { here: { a: x }, there: { a: y } } }\n  me: {',
      ],
    },
    'labs/tiny.yaml:9:32: the default `hre` of `at` is none of its choices (did you mean `here`?)',
  ],
  [
    'choice that leaves something open',
    {
      yaml: [
        '  me: {',
        '  at: { type: choice, default: here, choices: { here: { a: x }, there: {} } }\n  me: {',
      ],
    },
    'labs/tiny.yaml:9:65: the choice `there` does not say what `a` is',
  ],
  [
    'unknown key',
    { yaml: ['    task: Tag', '    tsak: x\n    task: Tag'] },
    'labs/tiny.yaml:15:5: unknown key `tsak` (did you mean `task`?)',
  ],
  [
    'unknown key of the lab',
    { yaml: ['level: beginner', 'level: beginner\nsumary: x'] },
    'labs/tiny.yaml:6:1: unknown key `sumary` (did you mean `summary`?)',
  ],
  [
    'unknown key of a check',
    { yaml: ['status: 200', 'sttus: 200'] },
    'labs/tiny.yaml:18:48: unknown key `sttus` (did you mean `status`?)',
  ],
  [
    'unknown key of a variable',
    { yaml: ['default: 5000', 'defaut: 5000'] },
    'labs/tiny.yaml:8:23: unknown key `defaut` (did you mean `default`?)',
  ],
  [
    'unknown type of variable',
    { yaml: ['type: port', 'type: prt'] },
    'labs/tiny.yaml:8:17: `type` must be one of port, text, choice, mesh (did you mean `port`?)',
  ],
  [
    'unknown kind',
    { yaml: ['- http:', '- htp:'] },
    'labs/tiny.yaml:18:9: unknown kind of check `htp` (did you mean `http`?)',
  ],
  [
    'two kinds in one check',
    { yaml: ['      - http:', '        http:'] },
    'labs/tiny.yaml:17:9: a check is one kind with its spec, not 2 keys (write `- image: { name: alpine }`)',
  ],
  [
    'undefined variable',
    { yaml: ['name: "${registry}', 'name: "${registri}'] },
    'labs/tiny.yaml:17:25: `${registri}` is not a variable of this lab (did you mean `registry`?)',
  ],
  [
    'shell variable in a solution',
    { solutions: ['curl http', 'echo ${HOME}\ncurl http'] },
    'solutions/tiny.md:9:6: `${HOME}` is not a variable of this lab (for a variable of the shell write `$${HOME}`)',
  ],
  ['missing key', { yaml: ['    title: Clean up\n', ''] }, 'labs/tiny.yaml:22:5: missing key `title`'],
  [
    'wrong type',
    { yaml: ['minutes: 5', 'minutes: soon'] },
    'labs/tiny.yaml:6:10: `minutes` must be a number',
  ],
  [
    'wrong word',
    { yaml: ['level: beginner', 'level: beginer'] },
    'labs/tiny.yaml:5:8: `level` must not be `beginer` (did you mean `beginner`?)',
  ],
  [
    'newer format',
    { yaml: ['format: 1', 'format: 2'] },
    'labs/tiny.yaml:1:9: this lab has format 2, and this program reads format 1 (update registry-workshop: npm install -g registry-workshop@latest)',
  ],
  ['no format', { yaml: ['format: 1\n', ''] }, 'labs/tiny.yaml:1:1: missing key `format` (write `1`)'],
  [
    'same id twice',
    { yaml: ['id: clean', 'id: tag'] },
    'labs/tiny.yaml:22:9: second step with the id `tag` (the first is in line 12)',
  ],
  [
    'id with spaces',
    { yaml: ['id: tiny', 'id: Tiny lab'] },
    'labs/tiny.yaml:2:5: `id` use lower-case letters, digits and `-`',
  ],
  [
    'mistake without says',
    { yaml: ['        says: no port\n', ''] },
    'labs/tiny.yaml:20:9: missing key `says`',
  ],
  [
    'mistake typed and answered',
    { yaml: ['says: no port', 'says: no port\n        answer: x'] },
    'labs/tiny.yaml:20:9: a mistake is typed (`run`) or answered (`answer`), not both',
  ],
  [
    'mistake of nothing',
    { yaml: ['- run: docker tag alpine localhost/${me}\n        says', '- says'] },
    'labs/tiny.yaml:20:9: a mistake needs `run` or `answer`',
  ],
  [
    'step without checks',
    { yaml: ['    check:\n      - image: { name: "${registry}/${me}", absent: true }', '    check: []'] },
    'labs/tiny.yaml:25:12: `check` a step needs at least one check',
  ],
  [
    'what a kind says itself',
    { yaml: ['url: "http://${registry}/v2/"', 'url: "v2"'] },
    'labs/tiny.yaml:18:22: `v2` is no URL',
  ],
  [
    'circle of variables',
    { yaml: ['registry: localhost:${port}', 'registry: ${registry}'] },
    'labs/tiny.yaml:10:13: variable `registry` is made of itself',
  ],
  [
    'pattern and default differ',
    { yaml: ['default: learner', 'default: Learner'] },
    'labs/tiny.yaml:9:7: the default `Learner` of `me` does not match its own pattern',
  ],
  [
    'broken YAML',
    { yaml: ['minutes: 5', 'minutes: [5'] },
    'labs/tiny.yaml:7:1: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'colon in a value',
    { yaml: ['title: A tiny lab', 'title: Tiny: a lab'] },
    'labs/tiny.yaml:3:8: Nested mappings are not allowed in compact mappings (a value with `: ` in it needs quotes around it, or a block that begins with `|`)',
  ],
  [
    'key twice',
    { yaml: ['minutes: 5', 'minutes: 5\nminutes: 6'] },
    'labs/tiny.yaml:7:1: Map keys must be unique (each key stands once)',
  ],
  [
    'hint for no step',
    { hints: ['## clean', '## claen'] },
    'hints/tiny.md:13:1: hint for `claen`, which is no step (did you mean `clean`?)',
  ],
  [
    'step without hint',
    { hints: ['## clean\n\nNames can be removed.', ''] },
    'labs/tiny.yaml:22:5: step `clean` has no hint (add `## clean` to hints/tiny.md)',
  ],
  [
    'hints out of order',
    { hints: ['### 2', '### 3'] },
    'hints/tiny.md:9:1: hints of `tag` are not in order: level `3` where 2 is due (write `### 2`)',
  ],
  ['empty hint', { hints: ['`docker tag FROM TO`', ''] }, 'hints/tiny.md:9:1: hint 2 of `tag` is empty'],
  [
    'words before the first level',
    { hints: ['### 1', 'Listen.\n\n### 1'] },
    'hints/tiny.md:3:1: text before the first level of `tag` (put it below `### 1`)',
  ],
  [
    'step without solution',
    { solutions: ['## clean', '### clean'] },
    'labs/tiny.yaml:22:5: step `clean` has no solution (add `## clean` to solutions/tiny.md)',
  ],
  [
    'solution for no step',
    { solutions: ['## debrief', '## debreif'] },
    'solutions/tiny.md:18:1: solution for `debreif`, which is no step (did you mean `debrief`?)',
  ],
  [
    'empty sh block',
    { solutions: ['docker image rm ${registry}/${me}', '# nothing'] },
    'solutions/tiny.md:14:1: empty `sh` block in the solution of `clean`',
  ],
  [
    'solution of words only',
    { solutions: ['```sh\ndocker image rm ${registry}/${me}\n```', 'Think.'] },
    'solutions/tiny.md:12:1: the solution of `clean` has neither a `sh` nor an `answer` block',
  ],
];

test.each(slips)('%s is named with its place', (_name, change, expected) => {
  expect(problems(change)).toContain(expected);
});

test('a file that is not there is a problem, not an exception', () => {
  const { lab, problems } = loadLab('/nowhere/none.yaml', { kinds });
  expect(lab).toBeUndefined();
  expect(problems[0]!.message).toMatch(/^cannot be read: ENOENT/);
});

test('a document of endless aliases is refused', () => {
  const bomb = `a: &a [x, x]\n${[...'bcdefghij'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(', ')}]`).join('\n')}\n`;
  const folder = folderWith({ 'bomb.yaml': bomb });
  expect(loadLab(path.join(folder, 'bomb.yaml'), { kinds }).problems[0]!.message).toMatch(
    /^not usable as YAML: .*alias/,
  );
});

test('all problems are told at once, in reading order', () => {
  const file = tinyLab({
    yaml: ['level: beginner', 'level: none'],
    hints: ['## clean', '## x'],
    solutions: ['## clean', '## y'],
  });
  const lines = loadLab(file, { kinds }).problems.map(
    ({ place }) => `${path.basename(path.dirname(place.file))}:${place.line}`,
  );
  expect(lines).toEqual(['hints:13', 'labs:5', 'labs:22', 'labs:22', 'solutions:12']);
});
