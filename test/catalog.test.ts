import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { kinds } from '../src/checks/kinds.ts';
import { packageRoot } from '../src/engine/package-root.ts';
import { findLabs } from '../src/lab/content.ts';
import type { Lab } from '../src/lab/lab.ts';
import { lintLab } from '../src/lab/lint.ts';
import { loadLab } from '../src/lab/load.ts';
import { formatProblem } from '../src/lab/problem.ts';

const files = await findLabs(packageRoot());
const labs: readonly Lab[] = files.map((file) => {
  const { lab, problems } = loadLab(file, { kinds });
  if (!lab) throw new Error(problems.map((problem) => formatProblem(problem)).join('\n'));
  return lab;
});
const read = (name: string) => readFileSync(path.join(packageRoot(), name), 'utf8');

test('lint has nothing to say about any lab', () => {
  const problems = files.flatMap((file) => lintLab(file, { kinds }));
  expect(problems.map((problem) => formatProblem(problem))).toEqual([]);
});

test('at least sixty mistakes are declared, six for each lab', () => {
  const counts = labs.map(({ id, steps }) => ({
    id,
    mistakes: steps.reduce((sum, { mistakes }) => sum + mistakes.length, 0),
  }));
  expect(counts.reduce((sum, { mistakes }) => sum + mistakes, 0)).toBeGreaterThanOrEqual(60);
  expect(counts.filter(({ mistakes }) => mistakes < 6)).toEqual([]);
});

test.each(labs.map((lab) => [lab.id, lab] as const))(
  '%s says what one will be able to do, cleans up, and ends with links',
  (_id, lab) => {
    expect(lab.goals.length).toBeGreaterThanOrEqual(2);
    const last = lab.steps.at(-1)!;
    expect(last.id).toMatch(/clean|leave/);
    expect(last.mistakes.length).toBeGreaterThan(0);
    expect(lab.debrief).toMatch(/\]\(https:\/\//);
    expect(lab.debrief.length).toBeGreaterThan(300);
    expect(lab.steps.filter(({ hints }) => hints.length < 2).map(({ id }) => id)).toEqual([]);
  },
);

test('each topic of the usual courses has its lab and step', () => {
  const table = read('README.md').split('| topic | lab | step |')[1]!.split('\n\n')[0]!;
  const rows = [...table.matchAll(/^\| ([^|]+) \| `([\w-]+)` \| (.+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(20);
  const wrong = rows.flatMap(([, topic, id, steps]) => {
    const lab = labs.find((one) => one.id === id);
    const named = [...steps!.matchAll(/`([\w-]+)`/g)].map(([, step]) => step!);
    if (!lab || named.length === 0) return [`${topic}: ${id}`];
    return named
      .filter((step) => !lab.steps.some((one) => one.id === step))
      .map((step) => `${topic}: ${id}/${step}`);
  });
  expect(wrong).toEqual([]);
});

test('the README lists every lab, with its minutes', () => {
  const rows = [...read('README.md').matchAll(/^\| `([\w-]+)` \| .+ \| (\d+) \|$/gm)];
  const listed = rows.map(([, id, minutes]) => `${id} ${minutes}`);
  expect(listed.toSorted()).toEqual(labs.map(({ id, minutes }) => `${id} ${minutes}`).toSorted());
});

test('every example of the authors’ documentation is sound, and every kind of check has one', async () => {
  const text = read('labs/README.md');
  const examples = [...text.slice(text.indexOf('## Kinds of check')).matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, yaml]) => parse(yaml!) as Record<string, unknown>[],
  );
  const shown = new Set(examples.flat().flatMap((check) => Object.keys(check)));
  expect([...shown].toSorted()).toEqual([...kinds.keys()].toSorted());

  const folder = await mkdtemp(path.join(tmpdir(), 'examples-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 }));
  const steps = examples.map((check, index) => ({ id: `s${index}`, title: 'A', task: 'Do it.', check }));
  const lab = { format: 1, id: 'x', title: 'A', summary: 'B', level: 'beginner', minutes: 20, steps };
  await writeFile(path.join(folder, 'x.yaml'), JSON.stringify(lab));
  await writeFile(path.join(folder, 'x.hints.md'), steps.map(({ id }) => `## ${id}\n\nThink.\n`).join('\n'));
  const solutions = steps.map(({ id }) => `## ${id}\n\n\`\`\`sh\ntrue\n\`\`\`\n`);
  await writeFile(path.join(folder, 'x.solutions.md'), [...solutions, '## debrief\n\nDone.\n'].join('\n'));
  expect(loadLab(path.join(folder, 'x.yaml'), { kinds }).problems).toEqual([]);
});
