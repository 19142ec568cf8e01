import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kinds } from '../../src/checks/kinds.ts';
import { loadLab } from '../../src/lab/load.ts';
import { createWalk, type WalkOptions } from '../../src/runner/create-walk.ts';
import type { WalkEvent } from '../../src/runner/events.ts';
import type { Walk } from '../../src/runner/walk.ts';
import { cleanSession } from '../../src/session/clean.ts';
import { openSession } from '../../src/session/open.ts';
import type { Session } from '../../src/session/session.ts';
import { removeFolder } from '../remove-folder.ts';

const TINY = path.join(import.meta.dirname, '../commands/fixture/labs/tiny.yaml');

let folder: string;
let session: Session;
let walks: Walk[];
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'walk-'));
  walks = [];
  const env = { PATH: process.env['PATH'], HOME: folder, WORKSHOP_STATE: path.join(folder, 'state') };
  const { lab } = loadLab(TINY, { kinds });
  ({ session } = await openSession({ lab: lab!, engineKind: 'practice', given: {}, env }));
});
afterEach(async () => {
  for (const walk of walks) await walk.close();
  await session.close();
  await cleanSession(session, { forget: true });
  await removeFolder(folder);
});

function walk(options: Partial<WalkOptions> = {}): { walk: Walk; events: WalkEvent[]; types: () => string } {
  const walk = createWalk({ session, ...options });
  walks.push(walk);
  const events: WalkEvent[] = [];
  walk.on((event) => events.push(event));
  return { walk, events, types: () => events.map(({ type }) => type).join(' ') };
}

test('starting enters the step and looks around without judging', async () => {
  const { walk: one, types } = walk();
  await one.start();
  expect(types()).toBe('lab-started step-entered arrived');
  expect(session.progress.read().steps['say']?.attempts ?? 0).toBe(0);
});

test('a command runs, is judged, and the next step is entered, in this order', async () => {
  const { walk: one, events, types } = walk({ looksAround: false });
  await one.start();
  events.length = 0;
  await one.submit('echo harbor');
  expect(types()).toBe(
    'command-started output command-ended checking verdict checked step-done step-entered',
  );
  expect(session.progress.read()).toMatchObject({ current: 'ask', steps: { say: { state: 'done' } } });
});

test('lines submitted at once run one after the other', async () => {
  const { walk: one, events } = walk();
  await one.start();
  await Promise.all([
    one.submit('echo harbor'),
    one.submit('/answer latest'),
    one.submit('echo well > log.txt'),
  ]);
  expect(events.at(-1)).toMatchObject({ type: 'lab-completed', summary: { complete: true, commands: 2 } });
});

test('a command that owns the terminal gets it handed over; others do not', async () => {
  const handed: string[] = [];
  const { walk: one, events } = walk({
    terminal: {
      async handOver(work) {
        handed.push('over');
        // Its screen is not ours to test: the command is ended at once.
        const running = work();
        queueMicrotask(() => one.interrupt());
        return running.finally(() => handed.push('back'));
      },
    },
  });
  await one.start();
  await one.submit('true');
  expect(handed).toEqual([]);
  await one.submit('vi nothing');
  expect(handed).toEqual(['over', 'back']);
  expect(events.filter(({ type }) => type === 'command-started')).toMatchObject([
    { ownsTerminal: false },
    { ownsTerminal: true },
  ]);
});

test('an interrupt ends the command, not the walk; with nothing running there is nothing to end', async () => {
  const { walk: one, events } = walk();
  await one.start();
  expect(one.interrupt()).toBe(false);
  const submitted = one.submit('echo up; sleep 60');
  await expect.poll(() => events.some((event) => event.type === 'output')).toBe(true);
  expect(one.interrupt()).toBe(true);
  await submitted;
  expect(events.find(({ type }) => type === 'command-ended')).toMatchObject({ exitCode: 130 });
  expect(one.ended).toBe(false);
});

test('/run waits for the typist before each command', async () => {
  const typed: string[] = [];
  const { walk: one, events } = walk({
    typist(line) {
      typed.push(line);
      return Promise.resolve();
    },
  });
  await one.start();
  await one.submit('/solution yes');
  await one.submit('/run');
  expect(typed).toEqual(['echo harbor']);
  expect(events.some(({ type }) => type === 'step-done')).toBe(true);
});

test('secrets are in no event', async () => {
  const { walk: one, events } = walk();
  await one.start();
  await one.submit('docker login -u me -p open-sesame-42 localhost:1');
  await one.submit('echo open-sesame-42');
  expect(JSON.stringify(events)).not.toContain('open-sesame-42');
});

test('closing says the last word once, and nothing is taken after it', async () => {
  const { walk: one, types } = walk();
  await one.start();
  await one.submit('/quit');
  await one.close();
  await one.submit('echo harbor');
  expect(types().match(/ended/g)).toHaveLength(1);
  expect(one.ended).toBe(true);
});

test('/map and /wire tell what is there and what was asked; a screen hears of changes without asking', async () => {
  const { walk: one, events } = walk({ drawsMap: true });
  await one.start();
  await one.submit('/wire');
  expect(events.at(-1)).toEqual({ type: 'wire', wire: undefined });
  await one.submit('docker pull alpine');
  await one.submit('/wire');
  expect(events.findLast(({ type }) => type === 'wire')).toMatchObject({
    wire: { command: 'docker pull alpine', registries: ['docker.io'] },
  });
  await expect.poll(() => events.some((event) => event.type === 'map' && !event.asked)).toBe(true);
  await one.submit('/map');
  const map = events.findLast((event) => event.type === 'map' && event.asked);
  expect(JSON.stringify(map)).toContain('alpine:latest');
});
