import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { exit, program } from './child.ts';
import { testLab, type, workbench } from './workbench.ts';

/** `workshop shell`, with a script at the keyboard. */
const shell = await program(
  `
  import { openSession } from './open.ts';
  import { recordShell } from './record-shell.ts';
  const [, , lab, env] = process.argv;
  const { session } = await openSession({ lab: JSON.parse(lab), engineKind: 'practice', given: {}, env: JSON.parse(env) });
  process.exitCode = await recordShell(session, { onNotice: (text) => console.error('NOTICE ' + text) });
  await session.close();
`,
  'pipe',
);

async function typeInShell(env: Record<string, string>, lines: string[]) {
  const child = shell(JSON.stringify(testLab()), JSON.stringify(env));
  const texts = { stdout: '', stderr: '' };
  child.stdout!.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  child.stdin!.end(lines.map((line) => `${line}\n`).join(''));
  return { code: await exit(child), ...texts };
}

test('lines typed in the learner’s own shell are recorded, and both shells share their memory', async () => {
  const bench = workbench();
  writeFileSync(
    path.join(bench.folder, '.bashrc'),
    'alias mine=true; from_rc() { :; }; RC_VARIABLE=1; HISTCONTROL=ignoreboth; PROMPT_COMMAND=:; PATH=/opt/rc:$PATH\n',
  );
  const { session } = await bench.open();
  await session.progress.update((was) => ({ ...was, current: 'one' }));
  await type(session, 'from_app=here; said() { echo "said $1"; }');

  const { code, stdout, stderr } = await typeInShell(bench.env, [
    'echo "$from_app $RC_VARIABLE"; said hello',
    'false',
    'false',
    'cd /usr; from_shell="a  b"',
    'cat <<END',
    'two  lines',
    'END',
    'command -v workshop; echo "$DOCKER_HOST"',
    'docker login -u me -p hunter2-shell localhost:1',
    'MY_TOKEN=hunter2-token',
    'echo > file; mkdir -p "$HOME/x"; history | grep -c hunter2',
    'exit 3',
  ]);
  expect(code).toBe(3);
  expect(stdout).toContain('here 1\nsaid hello\n');
  expect(stdout).toContain(`${session.paths.bin}/workshop\n${session.engine.host}\n`);
  expect(stderr).toContain('NOTICE MY_TOKEN');

  const entries = session.transcript.entries().filter(({ from }) => from === 'shell');
  expect(entries.map(({ line, exitCode, cwd, step }) => [line, exitCode, cwd, step]).slice(0, 5)).toEqual([
    ['echo "$from_app $RC_VARIABLE"; said hello', 0, session.paths.work, 'one'],
    ['false', 1, session.paths.work, 'one'],
    ['false', 1, session.paths.work, 'one'],
    ['cd /usr; from_shell="a  b"', 0, session.paths.work, 'one'],
    ['cat <<END\ntwo  lines\nEND', 0, '/usr', 'one'],
  ]);
  expect(entries[0]!.env.from_app).toBe('here');
  expect(entries[4]!.env.from_shell).toBe('a  b');
  expect(entries.some(({ line }) => line === 'docker login -u me -p REDACTED localhost:1')).toBe(true);

  const after = await type(session, 'echo "$from_shell|${RC_VARIABLE-}|$PWD"; type from_rc mine 2>/dev/null');
  expect(after.stdout).toBe('a  b||/usr\n');

  const found = readdirSync(bench.folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(bench.folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .filter((file) => readFileSync(file, 'utf8').includes('hunter2-'));
  expect(found).toEqual([]);
});
