import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import pty from '@lydell/node-pty';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FIXTURE, openWorkbench, type Workbench } from '../../commands/workbench.ts';

const CLI = path.join(import.meta.dirname, '../../../dist/cli.js');

// Each wait may take as long as a busy machine needs.
vi.setConfig({ testTimeout: 240_000 });

let bench: Workbench;
let child: pty.IPty;
let shown: string;
let ended: Promise<number>;

beforeEach(() => {
  bench = openWorkbench();
  const env = { ...bench.env, TERM: 'xterm-256color' };
  child = pty.spawn(process.execPath, [CLI, 'start', 'tiny', '--plain'], {
    cols: 60,
    rows: 30,
    env,
    cwd: FIXTURE,
  });
  shown = '';
  child.onData((text) => (shown += text));
  ended = new Promise((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
});
afterEach(async () => {
  try {
    child.kill('SIGKILL');
  } catch {
    // It has ended.
  }
  await ended;
  await bench.close();
});

const text = (): string => stripVTControlCharacters(shown);
const seen = (wanted: string) => expect.poll(text, { timeout: 60_000 }).toContain(wanted);

test('on a terminal there is a prompt, a typed command is not said twice, and no line is wider than the terminal', async () => {
  await seen('step 1 of 3 $ ');
  child.write('echo harbor\r');
  await seen('step 2 of 3 $ ');
  expect(text().match(/\$ echo harbor/g)).toHaveLength(1);
  child.write('/answer latest\r');
  await seen('step 3 of 3 $ ');
  child.write('echo well > log.txt\r');
  await seen('complete $ ');
  child.write('\u0004');
  expect(await ended).toBe(0);
  expect(
    Math.max(
      ...text()
        .split(/\r?\n/)
        .filter((line) => !line.includes('/'))
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(60);
});

test('Ctrl-C ends the running command, and the prompt is there again', async () => {
  await seen('step 1 of 3 $ ');
  child.write('echo started; sleep 60\r');
  await seen('\nstarted');
  child.write('\u0003');
  await seen('(exit code 130)');
  child.write('echo harbor\r');
  await seen('step 2 of 3 $ ');
});

test('Ctrl-C at the empty prompt leaves; so does /quit', async () => {
  await seen('step 1 of 3 $ ');
  child.write('\u0003');
  expect(await ended).toBe(1);
  expect(text()).toContain('0 of 3 steps done');
});

test('an unfinished command goes on in the next line', async () => {
  await seen('step 1 of 3 $ ');
  child.write("echo 'har\r");
  await seen('> ');
  child.write("bor'\r");
  await seen('\nbor');
});
