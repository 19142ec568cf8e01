import { existsSync } from 'node:fs';
import path from 'node:path';
import { kinds } from '../checks/kinds.ts';
import { EXIT, Fault } from '../fault.ts';
import { LAB_FILE, labName } from '../lab/content.ts';
import type { Lab } from '../lab/lab.ts';
import { loadLab } from '../lab/load.ts';
import { nearest } from '../lab/nearest.ts';
import { formatProblem, type Problem } from '../lab/problem.ts';
import { inOrder, labFiles } from './lab-cards.ts';

/** A lab file, loaded or not. */
export interface CatalogEntry {
  readonly id: string;
  readonly file: string;
  readonly lab: Lab | undefined;
  readonly problems: readonly Problem[];
}

/** Every lab there is, in the order to take them. */
export async function catalog(): Promise<CatalogEntry[]> {
  const entries = (await labFiles()).map((file) => ({ id: labName(file), file, ...load(file) }));
  const order = inOrder(entries.flatMap(({ lab }) => lab ?? [])).map(({ id }) => id);
  // A lab that does not load comes last.
  const place = ({ lab }: CatalogEntry): number => (lab ? order.indexOf(lab.id) : order.length);
  return entries.sort((a, b) => place(a) - place(b));
}

/** The lab that the learner named, by its id or its file. Throws a Fault that says what is wrong with it. */
export async function requireLab(name: string): Promise<Lab> {
  const file = await requireLabFile(name);
  const { lab, problems } = load(file);
  if (lab) return lab;
  const [first, ...more] = problems.map((problem) => formatProblem(problem));
  throw new Fault({
    what: `this lab does not load: ${first ?? 'it has no content'}`,
    todo:
      more.length > 0
        ? `\`workshop lint ${name}\` shows ${more.length} more`
        : `mend it, then \`workshop lint ${name}\``,
    exit: EXIT.usage,
  });
}

/** The file of a lab, by id or path. Throws a Fault with the nearest name. */
export async function requireLabFile(name: string): Promise<string> {
  if (LAB_FILE.test(name) || name.includes(path.sep)) {
    if (existsSync(name)) return path.resolve(name);
    throw new Fault({ what: 'there is no such file', where: name, exit: EXIT.usage });
  }
  const files = await labFiles();
  const file = files.find((one) => labName(one) === name);
  if (file) return file;
  const ids = files.map(labName);
  const meant = nearest(name, ids);
  throw new Fault({
    what: `no lab is called "${name}"`,
    todo: meant ? `did you mean ${meant}?` : `there is: ${ids.join(', ')}`,
    exit: EXIT.usage,
  });
}

function load(file: string): { lab: Lab | undefined; problems: readonly Problem[] } {
  const { lab, problems } = loadLab(file, { kinds });
  return { lab, problems };
}
