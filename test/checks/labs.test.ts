import path from 'node:path';
import { expect, test } from 'vitest';
import { kinds } from '../../src/checks/kinds.ts';
import { findLabs } from '../../src/lab/content.ts';
import { lintLab } from '../../src/lab/lint.ts';
import { formatProblem } from '../../src/lab/problem.ts';

test('every lab that ships is sound by the real kinds of check', async () => {
  const labs = await findLabs(path.join(import.meta.dirname, '../..'));
  expect(labs.length).toBeGreaterThan(0);
  const problems = labs.flatMap((file) => lintLab(file, { kinds }).map((problem) => formatProblem(problem)));
  expect(problems).toEqual([]);
});
