import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { kinds } from '../src/checks/kinds.ts';
import { commands } from '../src/commands/table.ts';
import { loadLab } from '../src/lab/load.ts';

const readme = await readFile(path.join(import.meta.dirname, '../README.md'), 'utf8');

test('the lab in the README loads', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'readme-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 }));
  const file = path.join(folder, 'my-lab.yaml');
  await writeFile(file, /```yaml\n([\s\S]*?)```/.exec(readme)![1]!);
  await writeFile(path.join(folder, 'my-lab.hints.md'), '## run\n\n### 1\n\nBegin with `docker run`.\n');
  const solution =
    '## run\n\n```sh\ndocker run -d -p ${port}:5000 --name registry registry:2\n```\n\nBecause.\n';
  await writeFile(path.join(folder, 'my-lab.solutions.md'), `${solution}\n## debrief\n\nWell done.\n`);
  expect(loadLab(file, { kinds }).problems).toEqual([]);
});

test('the README lists exactly the kinds of check that there are', () => {
  const table = readme.slice(readme.indexOf('| check | asserts |'));
  const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind);
  expect(listed.toSorted()).toEqual([...kinds.keys()].toSorted());
});

test('every `workshop` command of the README exists', () => {
  const verbs = new Set(commands.map(({ name }) => name));
  const written = [...readme.matchAll(/\bworkshop ([a-z]+)(?: ([a-z]+))?/g)].map(([, verb, next]) =>
    verbs.has(`${verb} ${next}`) ? `${verb} ${next}` : verb!,
  );
  expect(written.length).toBeGreaterThan(10);
  expect(written.filter((verb) => !verbs.has(verb) && verb !== 'brings' && verb !== 'looks')).toEqual([]);
});
