import { expect, test } from 'vitest';
import type { Verdict } from '../../../src/checks/verdict.ts';
import type { WalkEvent } from '../../../src/runner/events.ts';
import { emptyView, OUTPUT_LIMIT, viewOf } from '../../../src/ui/ink/view.ts';
import type { View } from '../../../src/ui/ink/view.ts';
import { lab } from './scripted-walk.ts';

const step = lab.steps[0]!;
const verdict = (check: number, status: Verdict['status']): Verdict => ({
  check,
  kind: 'state',
  title: `check ${check}`,
  status,
  expected: 'this',
  actual: 'that',
});
const started: WalkEvent = {
  type: 'lab-started',
  lab,
  engine: 'docker',
  vars: {},
  resumed: false,
  folder: '/x',
};
const entered: WalkEvent = {
  type: 'step-entered',
  step,
  index: 0,
  total: 3,
  states: ['open', 'open', 'open'],
};
const arrived: WalkEvent = {
  type: 'arrived',
  step: step.id,
  verdicts: [verdict(0, 'passed'), verdict(1, 'failed')],
  holds: false,
};
const told = (check: number, status: Verdict['status']): WalkEvent => ({
  type: 'verdict',
  step: step.id,
  verdict: verdict(check, status),
  total: 2,
});
const after = (...events: WalkEvent[]): View => events.reduce(viewOf, emptyView);
const statuses = ({ checks }: View): string[] => checks.map(({ status }) => status);

test('the engine and the lab are known from the first event', () => {
  expect(after(started)).toMatchObject({ engine: 'docker', total: 3, lab: { id: 'scripted' } });
});

test('on arrival nothing is called a failure: it is to do', () => {
  const view = after(started, entered, arrived);
  expect(statuses(view)).toEqual(['passed', 'open']);
  expect(view.checks[1]!.verdict).toBeUndefined();
});

test('a question stays to do through other commands, and is red after a wrong answer', () => {
  const asked = (about: Partial<Verdict>): WalkEvent => ({
    type: 'verdict',
    step: step.id,
    verdict: { ...verdict(1, 'failed'), kind: 'answer', ...about },
    total: 2,
  });
  const base = [started, entered, arrived, told(0, 'failed'), asked({ unanswered: true })] as const;
  expect(statuses(after(...base))).toEqual(['failed', 'open']);
  expect(statuses(after(...base, asked({})))).toEqual(['failed', 'failed']);
});

test('verdicts replace each other one by one, and what was known stays until then', () => {
  const base = [started, entered, arrived, told(0, 'failed'), told(1, 'blocked')] as const;
  expect(statuses(after(...base))).toEqual(['failed', 'blocked']);
  const again = after(...base, { type: 'checking', step: step.id, total: 2 }, told(0, 'passed'));
  expect(statuses(again)).toEqual(['passed', 'blocked']);
  expect(again.checking).toBe(true);
});

test('a command’s output is gathered while it runs, and stands in a block afterwards', () => {
  const running = after(
    entered,
    { type: 'command-started', line: 'ls', ownsTerminal: false },
    { type: 'output', stream: 'stdout', text: 'a\n' },
    { type: 'output', stream: 'stderr', text: 'b\n' },
  );
  expect(running.running).toMatchObject({ line: 'ls', output: 'a\nb\n' });
  const ended = viewOf(running, { type: 'command-ended', line: 'ls', exitCode: 2, ms: 5 });
  expect(ended.running).toBeUndefined();
  expect(ended.last).toEqual({ line: 'ls', output: 'a\nb\n' });
  expect(ended.blocks.at(-1)).toEqual({ kind: 'command', line: 'ls', output: 'a\nb\n', exitCode: 2, ms: 5 });
});

test('a flood of output keeps its end', () => {
  const view = after(
    { type: 'command-started', line: 'yes', ownsTerminal: false },
    { type: 'output', stream: 'stdout', text: 'y\n'.repeat(OUTPUT_LIMIT) },
    { type: 'output', stream: 'stdout', text: 'end' },
  );
  expect(view.running!.output).toHaveLength(OUTPUT_LIMIT);
  expect(view.running!.output.endsWith('y\nend')).toBe(true);
});

test('a command that owned the terminal leaves its line before, and nothing but a failure after', () => {
  const line = 'docker login';
  const view = after({ type: 'command-started', line, ownsTerminal: true });
  expect(view.blocks.at(-1)).toEqual({ kind: 'handed', line });
  expect(viewOf(view, { type: 'command-ended', line, exitCode: 0, ms: 9 }).blocks).toHaveLength(1);
  expect(viewOf(view, { type: 'command-ended', line, exitCode: 1, ms: 9 }).blocks).toHaveLength(2);
});

test('commands of the shown solution are used up as they are typed', () => {
  const view = after(
    entered,
    { type: 'solution-shown', step: step.id, markdown: 'so', commands: ['one', 'two'] },
    { type: 'command-started', line: 'one', ownsTerminal: false },
    { type: 'command-ended', line: 'one', exitCode: 0, ms: 1 },
  );
  expect(view.solution).toEqual(['two']);
  expect(viewOf(view, entered).solution).toBeUndefined();
});

test('a command of the solution is used up too where the secret in it is not shown', () => {
  const commands = ['password=correct-horse', 'echo "$password" > file'];
  const shown = after(entered, { type: 'solution-shown', step: step.id, markdown: 'so', commands });
  const ran = (line: string) => viewOf(shown, { type: 'command-ended', line, exitCode: 0, ms: 1 }).solution;
  expect(ran('password=REDACTED')).toEqual(commands.slice(1));
  expect(ran('pass=REDACTED')).toEqual(commands);
  expect(ran('REDACTED=correct')).toEqual(commands);
});

test('a done step says what was proved', () => {
  const view = after(started, entered, told(0, 'passed'), told(1, 'passed'), {
    type: 'step-done',
    step,
    index: 0,
    total: 3,
  });
  expect(view.states).toEqual(['done', 'open', 'open']);
  expect(view.blocks.at(-1)).toMatchObject({
    kind: 'done',
    proved: ['check 0', 'check 1'],
    engine: 'docker',
  });
});

test('an event of a newer program changes nothing', () => {
  const view = after(started, entered);
  expect(viewOf(view, { type: 'brand-new' } as unknown as WalkEvent)).toBe(view);
});
