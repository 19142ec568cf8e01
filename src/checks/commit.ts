import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { contentIs } from './file-content.ts';
import { missingFile } from './file-missing.ts';
import { found, missed } from './finding.ts';
import { gitIn } from './git.ts';
import type { AskGit } from './git.ts';
import type { CheckKind, Evaluation, World } from './kind.ts';
import { code, listed } from './phrases.ts';
import { text, texts } from './spec-parts.ts';

const schema = z.strictObject({
  /** A folder with a Git repository, bare or not, relative to the session's working folder. */
  repository: text,
  branch: text.default('main'),
  /** Path → what must stand in that file of the latest commit; `true` when the file is enough. */
  contains: z
    .record(text, z.union([z.literal(true), texts]))
    .refine((files) => Object.keys(files).length > 0, 'must not be empty: it could never fail'),
  /** The repository that it is a clone of: where its `origin` leads. */
  from: text.optional(),
});

type CommitSpec = z.infer<typeof schema>;

/** What the latest commit of a branch holds. What only lies in the folder does not count. */
export const commit: CheckKind<CommitSpec> = {
  kind: 'commit',
  schema,
  title: (spec) => titleOf(spec),
  async evaluate(spec, world) {
    const { repository, branch, contains, from } = spec;
    const expected = titleOf(spec);
    const folder = path.resolve(world.workdir, repository);
    if (!existsSync(folder)) return missingFile(repository, expected, world);
    const git = gitIn(folder, world.workdir);
    if ((await git('rev-parse', '--git-dir')) === undefined)
      return missed(expected, `${code(repository)} is a folder, but no Git repository`, {
        help:
          from === undefined
            ? '`git init` makes one.'
            : `Put it aside, and let Git make it: ${code(`git clone ${from} ${repository}`)}.`,
      });
    const elsewhere = from === undefined ? undefined : await notFrom(from, repository, git, world);
    if (elsewhere) return missed(expected, elsewhere.actual, elsewhere);
    const bare = (await git('rev-parse', '--is-bare-repository'))?.trim() === 'true';
    // Nothing is committed in a bare repository: what it lacks has to be pushed.
    const push = bare
      ? {
          help: `It gets its commits by ${code(`git push origin ${branch}`)}, from a clone in which they were made.`,
        }
      : {};
    if ((await git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`)) === undefined)
      return { ...(await noCommit(spec, expected, git)), ...push };
    for (const [name, parts] of Object.entries(contains)) {
      const problem = await fileProblem(name, parts === true ? [] : parts, spec, git, folder);
      if (problem) return missed(expected, problem.actual, { ...problem, ...push });
    }
    return found(expected, `the latest commit on ${code(branch)} has it`);
  },
};

type Problem = Partial<Evaluation> & { readonly actual: string };

function titleOf({ repository, branch, contains }: CommitSpec): string {
  return `${listed(Object.keys(contains))} in the latest commit on ${code(branch)} of ${code(repository)}`;
}

/** Where `origin` leads instead. */
async function notFrom(
  from: string,
  repository: string,
  git: AskGit,
  { workdir }: World,
): Promise<Problem | undefined> {
  const url = (await git('config', '--get', 'remote.origin.url'))?.trim();
  const way = path.relative(path.resolve(workdir, repository), path.resolve(workdir, from));
  if (url === undefined)
    return {
      actual: `${code(repository)} was not cloned: it has no ${code('origin')} to push to`,
      help: `${code(`git -C ${repository} remote add origin ${way}`)} tells it where that is.`,
    };
  const leads = path.resolve(workdir, repository, url.replace(/^file:\/\//, ''));
  const [is, wanted] = await Promise.all(
    [leads, path.resolve(workdir, from)].map((one) => realpath(one).catch(() => one)),
  );
  if (is === wanted) return undefined;
  return {
    actual: `the ${code('origin')} of ${code(repository)} leads to ${code(path.relative(workdir, leads))}, not to ${code(from)}`,
    help: `${code(`git -C ${repository} remote set-url origin ${way}`)} corrects that.`,
  };
}

async function noCommit(
  { repository, branch }: CommitSpec,
  expected: string,
  git: AskGit,
): Promise<Evaluation> {
  const branches = (await git('for-each-ref', '--format=%(refname:short)', 'refs/heads'))?.split('\n') ?? [];
  const other = branches.find((one) => one !== '');
  if (other !== undefined)
    return missed(expected, `the commits of ${code(repository)} are on the branch ${code(other)}`, {
      help: `${code(`git -C ${repository} branch -m ${other} ${branch}`)} gives it the right name.`,
    });
  return missed(expected, `${code(repository)} has no commit yet`, {
    help: `${code(`git -C ${repository} status`)} tells what is left: first ${code('git add')} the files, then ${code('git commit')}. Git has to know who you are.`,
  });
}

/** What a file of the commit lacks, and whether the one in the folder has it. */
async function fileProblem(
  name: string,
  parts: readonly string[],
  { repository, branch }: CommitSpec,
  git: AskGit,
  folder: string,
): Promise<Problem | undefined> {
  const content = await git('show', `refs/heads/${branch}:${name}`);
  const here = await readFile(path.join(folder, name), 'utf8').catch(() => undefined);
  if (content === undefined) {
    if (here !== undefined)
      return {
        actual: `${code(name)} lies in ${code(repository)}, but in no commit`,
        help: `Only what is committed counts: ${code(`git -C ${repository} add ${name}`)}, then ${code(`git -C ${repository} commit`)}.`,
      };
    const names = await git('ls-tree', '-r', '--name-only', `refs/heads/${branch}`);
    return {
      actual: `the latest commit has no ${code(name)}`,
      nearest: `it has ${listed((names ?? '').split('\n').filter(Boolean))}`,
      help: `Make it in the folder ${code(repository)}, ${code('git add')} it, and commit.`,
    };
  }
  const lacking = parts.find((part) => !content.includes(part));
  if (lacking === undefined) return undefined;
  const actual = `${code(name)} in the latest commit does not contain ${code(lacking)}`;
  if (here?.includes(lacking))
    return {
      actual,
      nearest: `the file in ${code(repository)} does: it was changed after the commit`,
      help: `${code(`git -C ${repository} commit -am MESSAGE`)} commits what has changed.`,
    };
  return { actual, ...contentIs(name, content, lacking) };
}
