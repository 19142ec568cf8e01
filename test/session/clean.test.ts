import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cleanSession } from '../../src/session/clean.ts';
import type { CleanReport } from '../../src/session/clean.ts';
import { currentSession } from '../../src/session/current.ts';
import { withStep } from '../../src/session/progress.ts';
import { resetSession } from '../../src/session/reset.ts';
import { type, workbench } from './workbench.ts';

const outcomes = ({ items }: CleanReport): string[] =>
  items.map(({ entry, outcome }) => `${entry.kind} ${entry.name}: ${outcome}`).sort();

test('files that the session created go, files that were there before stay', async () => {
  const bench = workbench();
  const work = path.join(bench.env.WORKSHOP_STATE!, 'sessions', 'test-lab', 'work');
  mkdirSync(path.join(work, 'mine'), { recursive: true });
  writeFileSync(path.join(work, 'mine', 'old.txt'), 'old');
  writeFileSync(path.join(work, 'notes.txt'), 'notes');
  const { session } = await bench.open();
  await type(
    session,
    'echo new > new.txt; mkdir -p made/deep; echo x > made/deep/file; echo y > mine/new; echo z >> notes.txt',
  );

  const planned = await cleanSession(session, { dryRun: true });
  expect(outcomes(planned)).toEqual([
    'file made/deep/file: would-remove',
    'file mine/new: would-remove',
    'file new.txt: would-remove',
    'folder made/deep: would-remove',
    'folder made: would-remove',
  ]);
  expect(readdirSync(work).sort()).toEqual(['made', 'mine', 'new.txt', 'notes.txt']);

  const report = await cleanSession(session);
  expect(outcomes(report)).toEqual(outcomes(planned).map((line) => line.replace('would-remove', 'removed')));
  expect(readdirSync(work, { recursive: true }).sort()).toEqual(['mine', 'mine/old.txt', 'notes.txt']);
  expect(readFileSync(path.join(work, 'notes.txt'), 'utf8')).toBe('notesz\n');
});

test('a file that somebody put in place of ours stays', async () => {
  const { session } = await workbench().open();
  await type(session, 'mkdir d; echo ours > d/a; echo ours > b');
  const { work } = session.paths;
  const entries = session.ledger.entries().length;
  // Not seen by the session: both are made before it looks again, and one inode differs.
  writeFileSync(path.join(work, 'd', 'foreign'), 'kept');
  const list = session.ledger.entries();
  expect(list.length).toBe(entries);
  rmSync(path.join(work, 'b'));
  const report = await cleanSession({
    ...session,
    ledger: { ...session.ledger, observe: () => Promise.resolve([]) },
  });
  expect(outcomes(report)).toEqual(['file b: gone', 'file d/a: removed', 'folder d: kept']);
  expect(readdirSync(path.join(work, 'd'))).toEqual(['foreign']);
});

test('the practice engine ends and its data goes; progress and transcript stay', async () => {
  const bench = workbench();
  const { session } = await bench.open();
  await type(session, 'echo hello');
  const report = await cleanSession(session);
  expect(report).toMatchObject({ engine: 'practice', engineStopped: true, dryRun: false });
  expect(existsSync(session.paths.engine)).toBe(false);
  expect(existsSync(session.paths.docker)).toBe(false);
  await expect(session.engine.api.ping()).rejects.toThrow();
  expect(report.kept.every((file) => existsSync(file))).toBe(true);
  // The next opening goes on from there.
  const again = await bench.open();
  expect(again.resumed).toBe(true);
  expect(again.session.transcript.entries().map(({ line }) => line)).toEqual(['echo hello']);
  expect((await type(again.session, 'echo back')).stdout).toBe('back\n');
});

test('a dry run changes nothing', async () => {
  const { session } = await workbench().open();
  await type(session, 'echo x > file');
  const before = readdirSync(session.paths.folder, { recursive: true }).sort();
  const report = await cleanSession(session, { dryRun: true });
  expect(report.dryRun).toBe(true);
  expect(readdirSync(session.paths.folder, { recursive: true }).sort()).toEqual(before);
  expect((await type(session, 'cat file')).stdout).toBe('x\n');
});

test('cleaning twice finds nothing the second time', async () => {
  const { session } = await workbench().open();
  await type(session, 'echo x > file');
  await cleanSession(session);
  expect((await cleanSession(session)).items).toEqual([]);
});

test('forgetting leaves nothing but what others put there', async () => {
  const { session } = await workbench().open();
  await type(session, 'echo x > file');
  await cleanSession(session, { forget: true });
  expect(existsSync(session.paths.folder)).toBe(false);
});

test('a reset archives progress and transcript, and the next opening begins anew', async () => {
  const bench = workbench();
  const { session } = await bench.open();
  await session.progress.update((was) => withStep(was, 'one', { state: 'done' }));
  await type(session, 'echo x > file');
  const { archive } = await resetSession(session);
  expect(readdirSync(archive).sort()).toEqual(['ledger.jsonl', 'progress.json', 'transcript.jsonl']);
  expect(readFileSync(path.join(archive, 'transcript.jsonl'), 'utf8')).toContain('echo x > file');
  expect(await currentSession(bench.env)).toBeUndefined();
  const again = await bench.open();
  expect(again.resumed).toBe(false);
  expect(again.session.progress.now.steps).toEqual({});
  expect(again.session.transcript.entries()).toEqual([]);
  expect(readdirSync(again.session.paths.work)).toEqual([]);
});

test('an app goes on after a cleaning from elsewhere, and says what is gone; so does the next one', async () => {
  const bench = workbench();
  const { session } = await bench.open();
  await type(session, 'docker volume create mine');
  await session.progress.update((progress) => withStep(progress, 'one', { state: 'done' }));
  await cleanSession(session);
  const again = await type(session, 'docker volume ls -q; echo listed');
  expect([again.stdout, again.exitCode]).toEqual(['listed\n', 0]);
  expect(again.notices).toEqual([expect.stringContaining('`workshop reset test-lab`')]);
  expect((await type(session, 'true')).notices).toEqual([]);
  await cleanSession(session);
  await session.close();
  const { resumed, notices } = await bench.open();
  expect([resumed, notices]).toEqual([true, [expect.stringContaining('what its steps made is gone')]]);
});
