import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endProcessesOf, processesOf } from '../../src/proof/processes.ts';
import { fixtureFile } from './lab.ts';
import { reachedSleep, startVerify, type Ended } from './run-verify.ts';
import { parseTap } from './read-reports.ts';
import { removeFolder } from '../remove-folder.ts';

/** Short, for sockets live in it. */
let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'v-'))));
afterEach(async () => {
  await endProcessesOf(folder);
  await removeFolder(folder);
});

const start = (args: readonly string[]) => startVerify(folder, args);
const verify = (...args: string[]): Promise<Ended> => start(args).ended;

/** What a run left in the temporary folder. */
const left = (): string[] =>
  readdirSync(folder).filter((name) => name !== 'home' && !name.startsWith('report'));

test('exit 0 and one line for a lab that holds; nothing is left, and the state of the learner is not touched', async () => {
  expect(await verify(fixtureFile('good'))).toMatchObject({
    code: 0,
    // A busy machine is so slow that it also tells the slowest steps.
    stdout: expect.stringMatching(
      /^\[practice\] good: proved: 5 steps, 5 mistakes, \d+\.\d s(?: \(slowest: [^()]+\))?\n$/,
    ),
    stderr: '',
  });
  expect(left()).toEqual([]);
  expect(existsSync(path.join(folder, 'home'))).toBe(false);
});

test('exit 1 and every report for a lab that does not', async () => {
  const file = (name: string): string => path.join(folder, 'reports', name);
  const { code, stdout } = await verify(
    fixtureFile('wrong-key'),
    ...[
      '--report',
      `junit=${file('a.xml')}`,
      '--report',
      `json=${file('a.json')}`,
      '--report',
      `tap=${file('a.tap')}`,
    ],
  );
  expect(code).toBe(1);
  expect(stdout).toContain('[practice] wrong-key: NOT proved: 1 of 3 claims does not hold');
  expect(readFileSync(file('a.xml'), 'utf8')).toContain('<property name="engine" value="practice"/>');
  expect(JSON.parse(readFileSync(file('a.json'), 'utf8'))).toMatchObject({
    ok: false,
    failed: 1,
    engines: ['practice'],
  });
  const points = parseTap(readFileSync(file('a.tap'), 'utf8'));
  expect(points.filter(({ ok }) => !ok).map(({ description }) => description)).toEqual([
    'wrong-key (practice) question: green after solution',
  ]);
});

test('several labs come in the order they were named; a report on stdout has it for itself', async () => {
  const labs = ['passes-once', 'wrong-key'].map(fixtureFile);
  const { code, stdout, stderr } = await verify(...labs, '--report', 'tap=-');
  expect(code).toBe(1);
  const names = parseTap(stdout).map(({ description }) => description.split(' ')[0]);
  expect([...new Set(names)]).toEqual(['passes-once', 'wrong-key']);
  expect(stderr).toContain('2 of 2 labs tried are NOT proved: passes-once, wrong-key.');
});

test('exit 2 for a lab that does not load, with its problems and places', async () => {
  const file = path.join(folder, 'report-broken.yaml');
  writeFileSync(file, readFileSync(fixtureFile('good'), 'utf8').replace('minutes: 1', 'minuets: 1'));
  const { code, stdout, stderr } = await verify(fixtureFile('good'), file);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('report-broken.yaml:6:1: unknown key `minuets`');
});

test.each([
  [['no-such-lab'], 'no lab is called "no-such-lab"'],
  [['labs/not-there.yaml'], 'there is no such file'],
  [[fixtureFile('good'), '--var', 'prot=5050'], '`prot`'],
  [[fixtureFile('good'), '--step', 'taag'], 'did you mean tag?'],
  [[fixtureFile('good'), '--report', 'xml=a'], '"xml=a" is no report'],
  [[fixtureFile('good'), '--repeat', 'often'], '"often" is no number of times'],
  [[fixtureFile('good'), fixtureFile('slow'), '--step', 'tag'], '--step is for one lab'],
])('exit 2 for a wrong call: %s', async (args, text) => {
  const { code, stderr } = await verify(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(text);
});

test('with repeat each claim tells how often it did not hold', async () => {
  const { code, stdout } = await verify(fixtureFile('wrong-key'), '--repeat', '3', '--report', 'json=-');
  expect(code).toBe(1);
  const { labs } = JSON.parse(stdout) as { labs: { steps: { claims: { runs: unknown }[] }[] }[] };
  expect(labs[0]!.steps[0]!.claims.map(({ runs }) => runs)).toEqual([
    { of: 3, failed: 0 },
    { of: 3, failed: 3 },
    { of: 3, failed: 0 },
  ]);
});

describe('killed in the middle', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends with exit %i, and leaves no process and no folder', async (signal, code) => {
    const { child, ended } = start([fixtureFile('slow')]);
    await reachedSleep(folder);
    child.kill(signal);
    expect((await ended).code).toBe(code);
    expect(await processesOf(folder)).toEqual([]);
    expect(left()).toEqual([]);
  });

  test('what SIGKILL leaves, the next run sweeps', async () => {
    const { child, ended } = start([fixtureFile('slow')]);
    await reachedSleep(folder);
    child.kill('SIGKILL');
    await ended;
    expect(left()).toHaveLength(1);
    await verify(fixtureFile('wrong-key'));
    expect(await processesOf(folder)).toEqual([]);
    expect(left()).toEqual([]);
  });
});
