import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { nearest } from '../lab/nearest.ts';
import { missed } from './finding.ts';
import { isPattern } from './glob.ts';
import type { Evaluation, World } from './kind.ts';
import { code, listed } from './phrases.ts';

/** Nothing at the path: which of its folders is there, and what in that one is called nearly so. */
export async function missingFile(
  name: string,
  expected: string,
  { workdir, typed }: World,
): Promise<Evaluation> {
  const lacks = { what: 'file', path: name } as const;
  const elsewhere = typed
    .map(({ cwd }) => cwd)
    .find((cwd) => path.resolve(cwd) !== path.resolve(workdir) && existsSync(path.resolve(cwd, name)));
  if (elsewhere !== undefined && !isPattern(name))
    return missed(expected, `there is no ${code(name)} in the working folder`, {
      nearest: `there is one in ${code(elsewhere)}, where you typed a command`,
      help: `The lab's files belong into ${code(workdir)}: ${code('cd')} there, or move it.`,
      lacks,
    });
  const parts = path.relative(workdir, path.resolve(workdir, name)).split(path.sep);
  let folder = workdir;
  for (const [index, part] of parts.entries()) {
    if (isPattern(part))
      return missed(expected, `nothing fits ${code(name)}`, {
        nearest: await contents(folder, workdir),
        lacks,
      });
    const entries = await readdir(folder).catch(() => undefined);
    if (entries?.includes(part)) {
      folder = path.join(folder, part);
      continue;
    }
    const last = index === parts.length - 1;
    const actual = last
      ? `there is no ${code(name)}`
      : `there is no ${code(name)}: even ${code(parts.slice(0, index + 1).join('/'))} is not there`;
    const near = nearest(part, entries ?? []);
    const astray = last && !near ? await inAnotherFolder(parts, workdir) : undefined;
    if (astray !== undefined)
      return missed(expected, actual, {
        nearest: `there is ${code(astray)}, in another folder`,
        help: `Move it: ${code(`mv ${astray} ${parts.join('/')}`)}.`,
        lacks,
      });
    const shown = near && path.relative(workdir, path.join(folder, near));
    return missed(expected, actual, {
      nearest: shown ? `there is ${code(shown)}` : await contents(folder, workdir),
      help: shown
        ? 'Compare the two names.'
        : last && stands(typed.at(-1)?.cwd, workdir)
          ? 'The task says how it is made; mind its name.'
          : `Relative names begin in ${code(workdir)}: ${code('pwd')} shows where you are.`,
      lacks,
    });
  }
  return missed(expected, `there is no ${code(name)}`, { lacks });
}

/** A file of the same name in the working folder, or in a folder of it. */
async function inAnotherFolder(wanted: readonly string[], workdir: string): Promise<string | undefined> {
  const name = wanted.at(-1)!;
  const folders = (await readdir(workdir, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  return ['', ...folders.sort()]
    .map((folder) => path.join(folder, name))
    .find((file) => file !== wanted.join('/') && existsSync(path.join(workdir, file)));
}

function stands(cwd: string | undefined, workdir: string): boolean {
  return cwd !== undefined && path.resolve(cwd) === path.resolve(workdir);
}

async function contents(folder: string, workdir: string): Promise<string | undefined> {
  const entries = (await readdir(folder).catch(() => [])).filter((entry) => !entry.startsWith('.')).sort();
  const where = folder === workdir ? 'the working folder' : code(path.relative(workdir, folder));
  return entries.length ? `${where} has ${listed(entries)}` : `${where} is empty`;
}
