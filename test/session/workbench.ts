import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, onTestFinished } from 'vitest';
import { stopPracticeEngine } from '../../src/engine/practice-process.ts';
import type { Lab, Step } from '../../src/lab/lab.ts';
import { openSession } from '../../src/session/open.ts';
import type { Opened, OpenOptions } from '../../src/session/open.ts';
import type { RunOptions, RunResult, Session } from '../../src/session/session.ts';
import { removeFolder } from '../remove-folder.ts';

const place = { file: 'test.yaml', line: 1, column: 1 };

function step(id: string): Step {
  return {
    id,
    title: `Step ${id}`,
    text: '',
    task: '',
    check: [],
    mistakes: [],
    hints: [],
    solution: { markdown: '', commands: [], answers: [] },
    place,
  };
}

export function testLab(change: Partial<Lab> = {}): Lab {
  return {
    format: 1,
    id: 'test-lab',
    title: 'A lab for tests',
    summary: '',
    level: 'beginner',
    minutes: 1,
    after: [],
    engines: ['practice', 'docker'],
    needs: [],
    goals: [],
    vars: {},
    images: [],
    steps: [step('one'), step('two')],
    debrief: '',
    file: '/nowhere/test-lab.yaml',
    ...change,
  };
}

export const withSteps = (...ids: string[]): Lab => testLab({ steps: ids.map(step) });

export interface Bench {
  /** A state folder of its own under a new temporary folder. */
  readonly env: Record<string, string>;
  readonly folder: string;
  open(change?: Partial<OpenOptions>): Promise<Opened>;
}

/** Temporary folders and engines end with the test that made them; with the file, when made outside of one. */
export function workbench(extra: Record<string, string> = {}): Bench {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'session-'));
  const env = {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: folder,
    WORKSHOP_STATE: path.join(folder, 'state'),
    ...extra,
  };
  const engines = new Set<string>();
  const sessions = new Set<Session>();
  // A hook that a running test asks for would never be called.
  const afterwards = expect.getState().currentTestName === undefined ? afterAll : onTestFinished;
  afterwards(async () => {
    for (const session of sessions) await session.close();
    for (const engine of engines) await stopPracticeEngine(engine);
    await removeFolder(folder);
  });
  return {
    env,
    folder,
    async open(change = {}) {
      const opened = await openSession({
        lab: testLab(),
        engineKind: 'practice',
        given: {},
        env,
        ...change,
      });
      engines.add(opened.session.paths.engine);
      sessions.add(opened.session);
      return opened;
    },
  };
}

export interface Ran extends RunResult {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line and collects what it prints. */
export async function type(session: Session, line: string, options: RunOptions = {}): Promise<Ran> {
  const texts = { stdout: '', stderr: '' };
  const result = await session.run(line, {
    ...options,
    onOutput(output) {
      texts[output.stream] += output.text;
      options.onOutput?.(output);
    },
  });
  return { ...result, ...texts };
}
