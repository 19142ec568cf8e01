import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, told, verdict, world } from './world.ts';

/** A working folder with a bare repository `app.git`, a clone of it, and Git as one types it there. */
function workshop() {
  const workdir = temporaryFolder();
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...words], {
      cwd: workdir,
      stdio: 'pipe',
    });
  git('init', '--bare', '-b', 'main', 'app.git');
  git('clone', '-q', 'app.git', 'app');
  git('-C', 'app', 'checkout', '-q', '-B', 'main');
  const write = (name: string, content: string) => {
    mkdirSync(path.dirname(path.join(workdir, name)), { recursive: true });
    writeFileSync(path.join(workdir, name), content);
  };
  const spec = { repository: 'app', from: 'app.git', contains: { VERSION: '1.0', 'page.txt': true } };
  const look = (more: object = {}) => verdict({ commit: { ...spec, ...more } }, world({ workdir }));
  return { workdir, git, write, look };
}

test('a commit with the files holds, in the clone and where it was pushed to', async () => {
  const { git, write, look } = workshop();
  write('app/VERSION', '1.0\n');
  write('app/page.txt', 'hello');
  git('-C', 'app', 'add', '.');
  git('-C', 'app', 'commit', '-m', 'one');
  expect(await look()).toMatchObject({
    status: 'passed',
    title: '`VERSION` and `page.txt` in the latest commit on `main` of `app`',
  });
  const pushed = { repository: 'app.git', from: undefined };
  expect(told(await look(pushed))).toBe(
    '`app.git` has no commit yet | It gets its commits by `git push origin main`, from a clone in which they were made.',
  );
  git('-C', 'app', 'push', 'origin', 'main');
  expect((await look(pushed)).status).toBe('passed');
  expect(told(await look({ ...pushed, contains: { VERSION: '2.0' } }))).toMatch(
    /does not contain `2.0` .* by `git push origin main`/,
  );
});

test('what only lies in the folder is no part of a commit', async () => {
  const { git, write, look } = workshop();
  write('app/VERSION', '1.1\n');
  expect(told(await look())).toMatch(/^`app` has no commit yet \| .*first `git add` the files/);
  git('-C', 'app', 'add', '.');
  git('-C', 'app', 'commit', '-m', 'one');
  expect(told(await look())).toBe(
    '`VERSION` in the latest commit does not contain `1.0` | it begins with `1.1`',
  );
  write('app/VERSION', '1.0\n');
  expect(told(await look())).toContain('the file in `app` does: it was changed after the commit');
  git('-C', 'app', 'commit', '-am', 'two');
  expect(told(await look())).toMatch(/^the latest commit has no `page.txt` \| it has `VERSION`/);
  write('app/page.txt', '');
  expect(told(await look())).toContain('`page.txt` lies in `app`, but in no commit');
});

test('another branch, another origin and no repository are named', async () => {
  const { workdir, git, write, look } = workshop();
  write('app/VERSION', '1.0\n');
  write('app/page.txt', 'hello');
  git('-C', 'app', 'add', '.');
  git('-C', 'app', 'commit', '-m', 'one');
  git('-C', 'app', 'branch', '-m', 'main', 'master');
  expect(told(await look())).toContain('`git -C app branch -m master main`');
  git('-C', 'app', 'remote', 'set-url', 'origin', '../other.git');
  expect(told(await look())).toBe(
    'the `origin` of `app` leads to `other.git`, not to `app.git` | `git -C app remote set-url origin ../app.git` corrects that.',
  );
  git('-C', 'app', 'remote', 'remove', 'origin');
  expect(told(await look())).toContain('`git -C app remote add origin ../app.git`');
  rmSync(path.join(workdir, 'app/.git'), { recursive: true });
  expect(told(await look())).toContain('`app` is a folder, but no Git repository');
  rmSync(path.join(workdir, 'app'), { recursive: true });
  expect(told(await look())).toContain('there is no `app`');
});

test('a repository around the folder is not meant', async () => {
  const { git, write, look } = workshop();
  git('init', '-q', '-b', 'main', '.');
  write('plain/VERSION', '1.0');
  expect(told(await look({ repository: 'plain' }))).toContain('`plain` is a folder, but no Git repository');
});
