import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EXIT, Fault, type ExitCode } from '../fault.ts';
import type { Lab } from '../lab/lab.ts';
import { createWalk } from '../runner/create-walk.ts';
import type { WalkEvent } from '../runner/events.ts';
import type { Walk } from '../runner/walk.ts';
import { cleanSession } from '../session/clean.ts';
import type { Opened } from '../session/open.ts';
import { createJsonReporter } from '../ui/json/reporter.ts';
import { plainReporter } from '../ui/plain/walk-lines.ts';
import { catalog, requireLab } from './catalog.ts';
import type { Invocation, Run } from './command.ts';
import { nextLab } from './next-lab.ts';
import { openLab } from './open-lab.ts';
import { createPace } from './pace.ts';

/** Plays a lab in a state folder of its own, which is removed at the end: the learner's sessions are not touched. */
export const run: Run = async (invocation) => {
  const { arguments: names, values } = invocation;
  const lab = names[0] === undefined ? await firstLab() : await requireLab(names[0]);
  const state = await mkdtemp(path.join(os.tmpdir(), 'workshop-demo-'));
  const env = { ...invocation.env, WORKSHOP_STATE: state };
  try {
    const opened = await openLab(lab, values, env);
    try {
      return await play(opened, { ...invocation, env });
    } finally {
      await opened.session.close();
      await cleanSession(opened.session, { forget: true });
    }
  } finally {
    await rm(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
  }
};

async function firstLab(): Promise<Lab> {
  const first = (await catalog()).find(({ lab }) => lab);
  if (first?.lab) return first.lab;
  throw new Fault({ what: 'there is no lab to play', exit: EXIT.usage });
}

async function play({ session, notices }: Opened, invocation: Invocation): Promise<ExitCode> {
  const { stdout, signal, values, env } = invocation;
  const json = values.flag('json');
  const pace = createPace(invocation);
  const report = json
    ? createJsonReporter((text) => stdout.write(text))
    : plainReporter(invocation, () => pace.instant);
  const next = await nextLab(session.labId, session.kind, env);
  const walk = createWalk({ session, notices, next, typist: (line) => pace.type(line) });
  walk.on((event) => {
    // The commands of the solution are about to be typed: they are not told twice.
    if (json || event.type !== 'solution-shown') report(event);
  });
  const stop = (): void => void walk.interrupt();
  signal.addEventListener('abort', stop);
  try {
    await walk.start();
    for (const step of session.lab.steps) {
      await pace.read(`${step.text} ${step.task}`);
      if (signal.aborted || !(await playStep(walk))) break;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await walk.close();
  }
  return walk.summary().complete ? EXIT.done : EXIT.failed;
}

/** Types the solution of the step that the walk is at; whether the step was done then. */
async function playStep(walk: Walk): Promise<boolean> {
  let done = false;
  const stop = walk.on((event: WalkEvent) => {
    if (event.type === 'step-done') done = true;
  });
  await walk.submit('/solution yes');
  await walk.submit('/run');
  stop();
  return done;
}
