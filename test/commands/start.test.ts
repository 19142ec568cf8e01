import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockOwner } from '../../src/practice/lock.ts';
import type { WalkEvent } from '../../src/runner/events.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

let bench: Workbench;
beforeEach(() => void (bench = openWorkbench()));
afterEach(() => bench.close());

const enginePid = (): number => lockOwner(path.join(bench.state, 'sessions/tiny/engine/owner'))!.pid;
const plain = ['start', 'tiny', '--plain'];
const right = 'echo harbor\n/answer latest\necho well > log.txt\n';

test('the right lines complete the lab: exit 0, and the engine is named', async () => {
  const { code, stdout, stderr } = await bench.run(plain, { input: right });
  expect(stdout).toContain('✔ Step 1 done: Say something');
  expect(stdout).toContain('Lab complete, in practice.');
  expect(stdout).toContain('You typed two commands.');
  expect(stdout).toContain('Engine: practice');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('wrong lines do not: exit 1, and the last words say what is open and how to go on', async () => {
  const { code, stdout } = await bench.run(plain, { input: 'ehco harbor\n' });
  expect(stdout).toContain('✘ not yet');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    'Not complete: 0 of 3 steps done, in practice. Step 1, “Say something”, is open: `workshop start tiny` goes on there.',
  );
  expect(code).toBe(1);
});

test('a skipped step leaves the lab incomplete', async () => {
  const { code, stdout } = await bench.run(plain, { input: '/skip\n/answer latest\necho well > log.txt\n' });
  expect(stdout).toContain('Skipped: “Say something”');
  expect(code).toBe(1);
});

test('variables of the command line reach texts and checks', async () => {
  const { stdout } = await bench.run([...plain, '--var', 'word=ahoy'], { input: 'echo ahoy\n' });
  expect(stdout).toContain('Task: Say `ahoy`.');
  expect(stdout).toContain('Step 1 done');
});

test('a new start goes on at the step where one left', async () => {
  await bench.run(plain, { input: 'echo harbor\n' });
  const { code, stdout } = await bench.run(plain, { input: '/answer latest\necho well > log.txt\n' });
  expect(stdout).toContain('You go on where you left.');
  expect(stdout).not.toContain('Step 1 of 3');
  expect(code).toBe(0);
});

test('killed in the middle of a command, it goes on at the same step', async () => {
  const { child, said, ended } = bench.start(plain);
  child.stdin.write('echo harbor\n');
  await said('Step 2 of 3');
  child.stdin.write('echo started; sleep 60\n');
  await said('started\n');
  child.kill('SIGKILL');
  expect((await ended).signal).toBe('SIGKILL');
  const { stdout } = await bench.run(plain);
  expect(stdout).toContain('Step 2 of 3');
});

test('app and engine killed at once: the next start goes on, and an engine answers', async () => {
  const { child, said, ended } = bench.start(plain);
  child.stdin.write('echo harbor\n');
  await said('Step 2 of 3');
  process.kill(enginePid(), 'SIGKILL');
  child.kill('SIGKILL');
  await ended;
  const { stdout } = await bench.run(plain, { input: 'docker ps\n' });
  expect(stdout).toContain('Step 2 of 3');
  expect(stdout).toContain('CONTAINER ID');
});

test('an engine killed under a running walk is started again', async () => {
  const { child, said, ended } = bench.start(plain);
  await said('Step 1 of 3');
  process.kill(enginePid(), 'SIGKILL');
  child.stdin.end('docker ps\n');
  expect((await ended).stdout).toContain('CONTAINER ID');
});

test('what holds already on arrival is said; the next command goes on', async () => {
  const { code, stdout } = await bench.run(plain, {
    input: 'echo early > log.txt\necho harbor\n/answer latest\n/check\n',
  });
  expect(stdout).toContain('All of this is there already, from before');
  expect(code).toBe(0);
});

test('what one line leaves behind, the next one has', async () => {
  const input = 'me=sailor\ncd /\necho "$me in $PWD"\n';
  expect((await bench.run(plain, { input })).stdout).toContain('sailor in /\n');
});

test('continued lines and here-documents are one command', async () => {
  const input = 'echo one \\\n  two\ncat <<END\n/hint inside\nEND\n';
  const { stdout } = await bench.run(plain, { input });
  expect(stdout).toContain('\none two\n');
  expect(stdout).toContain('\n/hint inside\n');
  expect(stdout).not.toContain('Hint 1');
});

test('an answer typed as a command is pointed to /answer', async () => {
  const { stdout } = await bench.run(plain, { input: 'echo harbor\nlatest\n' });
  expect(stdout).toContain('type `/answer latest`');
});

test('hints come one by one, the solution after asking twice, and /run types it', async () => {
  const { stdout } = await bench.run(plain, { input: '/hint\n/run\n/solution\n/solution\n/run\n' });
  const order = [
    'Hint 1 of 2',
    'was not shown yet',
    'Seeing the solution is recorded',
    'prints its arguments',
    '$ echo harbor',
    'Step 1 done',
  ];
  const places = order.map((text) => stdout.indexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('our own words: status, back, help, an unknown one with the nearest', async () => {
  const { stdout } = await bench.run(plain, {
    input: '/back\necho harbor\n/back\n/status\n/help\n/hnit\n/quit\necho never\n',
  });
  expect(stdout).toContain('this is the first step');
  expect(stdout).toContain('Status: 1 of 3 steps done, in practice.');
  expect(stdout).toContain('`/answer TEXT`');
  expect(stdout).toContain('did you mean `/hint`?');
  expect(stdout).not.toContain('never');
});

test('an absolute path is a command', async () => {
  const { stdout } = await bench.run(plain, { input: '/bin/echo harbor\n' });
  expect(stdout).toContain('$ /bin/echo harbor\nharbor\n');
});

test('control sequences of a command do not reach the reader; colors do where they are wanted', async () => {
  const input = `printf '\\033]0;title\\007\\033[2J\\033[31mred\\033[0m\\n'\n`;
  const none = await bench.run(plain, { input, env: { NO_COLOR: '1' } });
  expect(none.stdout).toBe(stripVTControlCharacters(none.stdout));
  expect(none.stdout).toContain('\nred\n');
  const forced = await bench.run(plain, { input, env: { FORCE_COLOR: '1' } });
  expect(forced.stdout).toContain('\u001B[31mred\u001B[0m');
  expect(forced.stdout).not.toContain('\u001B[2J');
});

test('secrets are not shown', async () => {
  const { stdout } = await bench.run(plain, {
    input: 'export API_TOKEN=sesame-open-42\necho "it is sesame-open-42"\n',
  });
  expect(stdout).not.toContain('sesame-open-42');
});

test('--json says everything as one event per line', async () => {
  const { code, stdout } = await bench.run(['start', 'tiny', '--json'], { input: `ls\n${right}` });
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as WalkEvent);
  expect(events[0]).toMatchObject({ type: 'lab-started', engine: 'practice', resumed: false });
  expect(events.filter(({ type }) => type === 'step-done')).toHaveLength(3);
  expect(events.find(({ type }) => type === 'verdict')).toMatchObject({ verdict: { status: 'failed' } });
  expect(events.at(-1)).toMatchObject({ type: 'ended', summary: { complete: true, commands: 3 } });
  expect(code).toBe(0);
});

test('SIGINT ends the running command, not the walk; with nothing running it ends the walk with 130', async () => {
  const { child, said, ended } = bench.start(plain);
  child.stdin.write('echo started; sleep 60\n');
  await said('started\n');
  child.kill('SIGINT');
  await said('(exit code 130)');
  child.stdin.write('echo harbor\n');
  await said('Step 2 of 3');
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  expect(stdout).toContain('1 of 3 steps done');
});

test('SIGTERM ends it with 143, and the next start goes on', async () => {
  const { child, said, ended } = bench.start(plain);
  child.stdin.write('echo harbor\n');
  await said('Step 2 of 3');
  child.kill('SIGTERM');
  expect((await ended).code).toBe(143);
});

test('it ends quietly when nobody reads any more', async () => {
  const { child, ended } = bench.start(plain);
  child.stdout.destroy();
  child.stdin.write('echo harbor\necho more\n');
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
