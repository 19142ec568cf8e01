import { setTimeout as pause } from 'node:timers/promises';
import { evaluateStep } from '../checks/evaluate.ts';
import { passed, type Verdict } from '../checks/verdict.ts';
import { EXIT, type ExitCode } from '../fault.ts';
import type { Step } from '../lab/lab.ts';
import { printableJson } from '../proof/report/printable-json.ts';
import type { WalkEvent } from '../runner/events.ts';
import { standingsOf } from '../runner/record.ts';
import { resume } from '../runner/state.ts';
import type { Session } from '../session/session.ts';
import { plainPage } from '../ui/plain/page.ts';
import { createPrinter } from '../ui/plain/printer.ts';
import { plainReporter } from '../ui/plain/walk-lines.ts';
import { stateLooks } from '../ui/step-text.ts';
import { verdictLines } from '../ui/verdict-lines.ts';
import type { Invocation, Run } from './command.ts';
import { inSession } from './in-session.ts';
import { orderIn } from './one-order.ts';

/** How often `--watch` looks again, in milliseconds: quick for a person, next to nothing for the machine. */
const LOOK_AGAIN_MS = 1000;

export const run: Run = (invocation) =>
  inSession(invocation, {}, (session) => {
    if (invocation.values.flag('all')) return checkAll(session, invocation);
    return invocation.values.flag('watch') ? watch(session, invocation) : checkOnce(session, invocation);
  });

/** The step that the learner is at; undefined at the end of the lab. */
function currentStep({ lab, progress }: Session): Step | undefined {
  const now = progress.read();
  return lab.steps[resume(lab, standingsOf(lab, now), now.current).at];
}

async function checkOnce(session: Session, invocation: Invocation): Promise<ExitCode> {
  const step = currentStep(session);
  const json = invocation.values.flag('json');
  const report = json ? (_event: WalkEvent): void => {} : plainReporter(invocation);
  if (step && !json) report({ type: 'notice', text: `“${step.title}”, in ${session.kind}` });
  const { events, summary } = await orderIn(session, '/check', report, invocation.env);
  const verdicts = events.flatMap((event) => (event.type === 'verdict' ? [event.verdict] : []));
  const done = step ? events.some(({ type }) => type === 'step-done') : summary.complete;
  if (json) tellJson(session, [{ step, verdicts, done }], invocation);
  return done ? EXIT.done : EXIT.failed;
}

/** Looks again until the step passes; tells what changed. */
async function watch(session: Session, invocation: Invocation): Promise<ExitCode> {
  const { stdout, values, signal } = invocation;
  const print = createPrinter({ ...plainPage(invocation), write: (text) => stdout.write(text) });
  const step = currentStep(session);
  let before = '';
  while (step && !signal.aborted && currentStep(session) === step) {
    const verdicts = await evaluateStep(step, await session.world(step.id, signal));
    if (passed(verdicts)) return checkOnce(session, invocation);
    const found = JSON.stringify(verdicts);
    if (found !== before && !signal.aborted) {
      if (values.flag('json')) tellJson(session, [{ step, verdicts, done: false }], invocation);
      else {
        print.blank();
        print.say(`${step.title} [${session.kind}]`, 'Watching:');
        print.lines(verdicts.flatMap((verdict) => verdictLines(verdict, print)));
      }
    }
    before = found;
    await pause(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
  }
  if (signal.aborted) return EXIT.failed;
  // Another terminal went on, or there was nothing left to do.
  return step ? EXIT.done : checkOnce(session, invocation);
}

/** Every step as it stands now, whatever was recorded; nothing is written. */
async function checkAll(session: Session, invocation: Invocation): Promise<ExitCode> {
  const { stdout, values, signal } = invocation;
  const print = createPrinter({ ...plainPage(invocation), write: (text) => stdout.write(text) });
  const states = standingsOf(session.lab, session.progress.now).map(({ state }) => state);
  const rounds: Round[] = [];
  for (const [index, step] of session.lab.steps.entries()) {
    const verdicts = await evaluateStep(step, await session.world(step.id, signal));
    rounds.push({ step, verdicts, done: passed(verdicts) });
    if (values.flag('json')) continue;
    print.blank();
    print.say(`${step.title} (${stateLooks[states[index]!].words}) [${session.kind}]`, `Step ${index + 1}:`);
    print.lines(verdicts.flatMap((verdict) => verdictLines(verdict, print)));
  }
  if (values.flag('json')) tellJson(session, rounds, invocation);
  return rounds.every(({ done }) => done) ? EXIT.done : EXIT.failed;
}

interface Round {
  readonly step: Step | undefined;
  readonly verdicts: readonly Verdict[];
  readonly done: boolean;
}

/** One line of JSON for each round of checks. */
function tellJson({ labId, kind }: Session, rounds: readonly Round[], { stdout }: Invocation): void {
  for (const { step, verdicts, done } of rounds) {
    stdout.write(`${printableJson({ lab: labId, engine: kind, step: step?.id, passed: done, verdicts })}\n`);
  }
}
