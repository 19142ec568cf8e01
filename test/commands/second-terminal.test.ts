import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from './workbench.ts';
import { removeFolder } from '../remove-folder.ts';

let bench: Workbench;
beforeEach(() => void (bench = openWorkbench()));
afterEach(() => bench.close());

const begin = (input: string) => bench.run(['start', 'tiny', '--plain'], { input });
const json = (text: string): unknown => JSON.parse(text);

test.each(['check', 'hint', 'status', 'env', 'clean', 'shell'])(
  '`workshop %s` before any start says how to begin',
  async (verb) => {
    const { code, stderr } = await bench.run([verb]);
    expect(stderr).toContain('workshop start');
    expect(code).toBe(2);
  },
);

test('check exits 1 with the diagnosis, and 0 when the step passes: then the lab goes on, in the first terminal too', async () => {
  const { child, said, ended } = bench.start(['start', 'tiny', '--plain']);
  child.stdin.write('echo harbor\n/answer latest\n');
  await said('Step 3 of 3');
  const red = await bench.run(['check']);
  expect(red.stdout).toContain('✘ not yet');
  expect(red.code).toBe(1);
  await bench.run(['shell'], { input: 'echo well > log.txt\n', env: { SHELL: '/bin/sh' } });
  const green = await bench.run(['check']);
  expect(green.stdout).toContain('✔ Step 3 done: Write the log');
  expect(green.stdout).toContain('Next:');
  expect(green.code).toBe(0);
  await said('Another terminal went on with this step.');
  await said('Lab complete, in practice.');
  child.stdin.end();
  expect((await ended).code).toBe(0);
  expect((await bench.run(['check'])).code).toBe(0);
});

test('status of a complete lab tells what was learned, what it took and which lab is next', async () => {
  await begin('echo harbor\n');
  expect((await bench.run(['status'])).stdout).toContain(
    'At the end you will be able to:\n\n  • Type a command.',
  );
  await begin('/answer latest\necho well > log.txt\n');
  const { stdout } = await bench.run(['status']);
  expect(stdout).toContain('Status: 3 of 3 steps done, in practice.');
  expect(stdout).toContain('2 commands, 0 hints, 0 solutions');
  expect(stdout).toContain('You can now:\n\n  • Type a command.');
  expect(stdout).toMatch(/Next: .+: `workshop start [a-z-]+`\n$/);
});

test('two walks on one session keep together', async () => {
  const { child, said, ended } = bench.start(['start', 'tiny', '--plain']);
  child.stdin.write('echo harbor\n');
  await said('Step 2 of 3');
  child.stdin.write('/answer newest\n');
  await said('a name, nothing more');
  // The same answer is given elsewhere: by a second walk on the same session.
  const second = await bench.run(['start', 'tiny', '--plain'], { input: '/answer latest\n' });
  expect(second.stdout).toContain('Step 2 done');
  await said('Another terminal went on with this step.');
  await said('Step 3 of 3');
  child.stdin.end('echo well > log.txt\n');
  expect((await ended).code).toBe(0);
});

test('hints and the solution are counted for the step', async () => {
  await begin('');
  expect((await bench.run(['hint'])).stdout).toContain('Hint 1 of 2');
  expect((await bench.run(['hint'])).stdout).toContain('Hint 2 of 2');
  expect((await bench.run(['hint'])).code).toBe(1);
  const unasked = await bench.run(['solution']);
  expect(unasked.stderr).toContain('add --yes');
  expect(unasked.code).toBe(2);
  expect((await bench.run(['solution', '--yes'])).stdout).toContain('prints its arguments');
  expect(json((await bench.run(['status', '--json'])).stdout)).toMatchObject({ hints: 2, solutions: 1 });
});

test('check --all looks at every step and writes nothing', async () => {
  await begin('echo harbor\n');
  const before = readFileSync(path.join(bench.state, 'sessions/tiny/progress.json'), 'utf8');
  const { code, stdout } = await bench.run(['check', '--all', '--json']);
  const lines = stdout.trimEnd().split('\n').map(json);
  expect(lines).toMatchObject([
    { step: 'say', passed: true, engine: 'practice' },
    { step: 'ask', passed: false },
    { step: 'log', passed: false },
  ]);
  expect(code).toBe(1);
  expect(readFileSync(path.join(bench.state, 'sessions/tiny/progress.json'), 'utf8')).toBe(before);
});

test('check --watch waits for the step to pass', async () => {
  await begin('echo harbor\n');
  const { said, ended } = bench.start(['check', '--watch']);
  await said('○ to do');
  await begin('/answer latest\n');
  expect((await ended).code).toBe(0);
});

test('env gives lines that make a shell work in the session', async () => {
  await begin('');
  const { stdout } = await bench.run(['env']);
  const folder = path.join(bench.state, 'sessions/tiny');
  expect(stdout).toContain(`export DOCKER_CONFIG='${folder}/docker';`);
  expect(stdout).toMatch(/^export PATH='[^:]*sessions\/tiny\/bin:/m);
  expect(json((await bench.run(['env', '--json'])).stdout)).toMatchObject({
    set: { WORKSHOP_SESSION: 'tiny' },
  });
});

test('shell is the learner’s own, with the session’s environment, and its exit code', async () => {
  await begin('');
  const { code, stdout } = await bench.run(['shell'], {
    input: 'echo "$WORKSHOP_SESSION in $PWD"; exit 7\n',
    env: { SHELL: '/bin/sh' },
  });
  expect(stdout).toContain(`tiny in ${bench.state}/sessions/tiny/work`);
  expect(code).toBe(7);
});

test('reset begins anew and keeps what was done', async () => {
  await begin('echo harbor\n');
  expect((await bench.run(['reset'])).code).toBe(2);
  expect((await bench.run(['reset', 'tiny', '--yes'])).code).toBe(0);
  expect((await begin('')).stdout).toContain('Step 1 of 3');
});

test('clean removes what was made, and only that; --dry-run removes nothing', async () => {
  await begin('echo mine > made.txt\n');
  const made = path.join(bench.state, 'sessions/tiny/work/made.txt');
  expect((await bench.run(['clean', '--dry-run'])).stdout).toContain('○ would be removed: file: `made.txt`');
  expect(readFileSync(made, 'utf8')).toBe('mine\n');
  const { code, stdout } = await bench.run(['clean']);
  expect(stdout).toContain('✔ removed: file: `made.txt`');
  expect(() => readFileSync(made)).toThrow();
  expect(code).toBe(0);
});

test('a new lab passes lint and verify as it is', async () => {
  const cwd = mkdtempSync(path.join(os.tmpdir(), 'author-'));
  try {
    expect((await bench.run(['new', 'harbor-tour'], { cwd })).code).toBe(0);
    expect(await bench.run(['lint', 'harbor-tour'], { cwd })).toMatchObject({ code: 0, stdout: '' });
    expect((await bench.run(['list', '--ids'], { cwd })).stdout.split('\n')).toContain('harbor-tour');
    const { stdout } = await bench.run(['verify', 'harbor-tour'], { cwd });
    expect(stdout).toContain('[practice] harbor-tour: proved: 2 steps, 2 mistakes');
    expect((await bench.run(['new', 'harbor-tour'], { cwd })).code).toBe(2);
  } finally {
    await removeFolder(cwd);
  }
});

test('lint names file, line and column', async () => {
  const { code, stdout } = await bench.run(['lint', 'broken/labs/broken.yaml']);
  expect(stdout).toMatch(/^broken\/labs\/broken\.yaml:2:1: .*titel.*title/m);
  expect(code).toBe(1);
});
