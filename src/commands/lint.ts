import { existsSync } from 'node:fs';
import { kinds } from '../checks/kinds.ts';
import { EXIT, Fault } from '../fault.ts';
import { labName } from '../lab/content.ts';
import { lintLab } from '../lab/lint.ts';
import { count } from '../ui/step-text.ts';
import { catalog, requireLabFile } from './catalog.ts';
import type { Run } from './command.ts';
import { labFiles } from './lab-cards.ts';
import { problemLine } from './problem-line.ts';

export const run: Run = async ({ arguments: names, stdout, stderr }) => {
  const files =
    names.length > 0 ? await Promise.all(names.map(fileOf)) : (await catalog()).map(({ file }) => file);
  if (files.length === 0)
    throw new Fault({ what: 'there is no lab here', todo: 'name a file', exit: EXIT.usage });
  const labs = (await labFiles()).map(labName);
  const problems = files.flatMap((file) => lintLab(file, { kinds, labs }));
  for (const problem of problems) stdout.write(problemLine(problem));
  stderr.write(`${count(files.length, 'lab')}, ${count(problems.length, 'problem')}\n`);
  return problems.length > 0 ? EXIT.failed : EXIT.done;
};

function fileOf(name: string): Promise<string> {
  return existsSync(name) ? Promise.resolve(name) : requireLabFile(name);
}
