import { execFile } from 'node:child_process';

/** What `git` answers about a repository of the working folder; undefined when it has no such thing. */
export type AskGit = (...words: string[]) => Promise<string | undefined>;

/** Longer than a file that a lab commits, in bytes. */
const ANSWER_LIMIT = 16 * 1024 * 1024;

/** Asks the repository in `folder`, and none around it. Rejects when there is no `git`. */
export function gitIn(folder: string, ceiling: string): AskGit {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, ...rest } = process.env;
  const env = { ...rest, GIT_CEILING_DIRECTORIES: ceiling, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  return (...words) =>
    new Promise((resolve, reject) => {
      execFile(
        'git',
        ['-C', folder, ...words],
        { env, maxBuffer: ANSWER_LIMIT },
        (error: (Error & { code?: unknown }) | null, stdout) => {
          if (error && typeof error.code !== 'number') reject(error);
          else resolve(error ? undefined : stdout);
        },
      );
    });
}
