import { describe, expect, test } from 'vitest';
import type { StepState } from '../../src/runner/events.ts';
import { resume, untouched, type Standing, type WalkState } from '../../src/runner/state.ts';
import { transition, type Move, type Turn } from '../../src/runner/transition.ts';
import { smallLab as lab } from './small-lab.ts';

const course = { lab, measures: { engine: 'practice' as const, commands: 4, ms: 1000 } };

const standings = (...states: StepState[]): Standing[] => states.map((state) => ({ ...untouched, state }));
const at = (index: number, ...states: StepState[]): WalkState => ({
  steps: standings(...states),
  at: index,
  asked: false,
  ended: false,
});
const start = at(0, 'open', 'open', 'open');
const play = (state: WalkState, ...moves: Move[]): Turn =>
  moves.reduce<Turn>((turn, move) => transition(turn.state, move, course), {
    state,
    events: [],
    next: 'wait',
  });
const brief = ({ state, events, next }: Turn) => ({
  at: state.at,
  states: state.steps.map(({ state }) => state).join(' '),
  events: events.map(({ type }) => type).join(' '),
  next,
});

type Row = [
  name: string,
  state: WalkState,
  move: Move,
  at: number,
  states: string,
  events: string,
  next: string,
];
const passed: Move = { type: 'judged', passed: true };
const rows: Row[] = [
  ['begins where it stands', start, { type: 'begin' }, 0, 'open open open', 'step-entered', 'arrive'],
  ['a red round stays', start, { type: 'judged', passed: false }, 0, 'open open open', 'checked', 'wait'],
  ['a green round goes on', start, passed, 1, 'done open open', 'checked step-done step-entered', 'arrive'],
  [
    'a green round passes over what is done',
    at(0, 'open', 'done', 'open'),
    passed,
    2,
    'done done open',
    'checked step-done step-entered',
    'arrive',
  ],
  [
    'the last green round completes the lab',
    at(2, 'done', 'done', 'open'),
    passed,
    3,
    'done done done',
    'checked step-done lab-completed',
    'wait',
  ],
  [
    'a step left open is returned to before the end',
    at(2, 'open', 'done', 'open'),
    passed,
    0,
    'open done done',
    'checked step-done step-entered',
    'arrive',
  ],
  [
    'what was skipped is said at the end, and the lab is not complete',
    at(2, 'skipped', 'done', 'open'),
    passed,
    3,
    'skipped done done',
    'checked step-done notice status',
    'wait',
  ],
  ['skips', start, { type: 'skip' }, 1, 'skipped open open', 'step-skipped step-entered', 'arrive'],
  [
    'a done step stays done when it is passed over',
    at(0, 'done', 'open', 'open'),
    { type: 'skip' },
    1,
    'done open open',
    'step-entered',
    'arrive',
  ],
  [
    'goes back',
    at(1, 'done', 'open', 'open'),
    { type: 'back' },
    0,
    'done open open',
    'step-entered',
    'arrive',
  ],
  ['there is nothing before the first step', start, { type: 'back' }, 0, 'open open open', 'problem', 'wait'],
  [
    'from the end, back leads to what was skipped',
    at(3, 'done', 'skipped', 'done'),
    { type: 'back' },
    1,
    'done skipped done',
    'step-entered',
    'arrive',
  ],
  ['checks when asked', start, { type: 'check' }, 0, 'open open open', '', 'check'],
  [
    'nothing to check at the end',
    at(3, 'done', 'done', 'done'),
    { type: 'check' },
    3,
    'done done done',
    'problem',
    'wait',
  ],
  [
    'an answer is judged',
    start,
    { type: 'answered', question: 'q', answer: 'x' },
    0,
    'open open open',
    'answer-given',
    'check',
  ],
  ['the solution is not typed unseen', start, { type: 'run' }, 0, 'open open open', 'problem', 'wait'],
  ['status tells', start, { type: 'status' }, 0, 'open open open', 'status', 'wait'],
  ['help tells', start, { type: 'help' }, 0, 'open open open', 'notice', 'wait'],
  ['an empty line is nothing', start, { type: 'nothing' }, 0, 'open open open', '', 'wait'],
  ['quits', start, { type: 'quit' }, 0, 'open open open', 'ended', 'end'],
  [
    'follows a second terminal that finished the step',
    start,
    { type: 'elsewhere', steps: standings('done', 'open', 'open') },
    1,
    'done open open',
    'notice step-done step-entered',
    'arrive',
  ],
  [
    'takes over what a second terminal did elsewhere',
    start,
    { type: 'elsewhere', steps: standings('open', 'skipped', 'open') },
    0,
    'open skipped open',
    '',
    'wait',
  ],
  [
    'begins anew when a second terminal reset the lab',
    at(1, 'done', 'open', 'open'),
    { type: 'elsewhere', steps: standings('open', 'open', 'open') },
    0,
    'open open open',
    'notice step-entered',
    'arrive',
  ],
];

test.each(rows)('%s', (_name, state, move, at, states, events, next) => {
  expect(brief(play(state, move))).toEqual({ at, states, events, next });
});

test('red rounds are counted for the step they belong to', () => {
  const red: Move = { type: 'judged', passed: false };
  const { state } = play(start, red, red, { type: 'skip' }, red);
  expect(state.steps.map(({ attempts }) => attempts)).toEqual([2, 1, 0]);
});

describe('hints', () => {
  test('come one at a time, from vague to concrete, and are counted', () => {
    const first = play(start, { type: 'hint' });
    expect(first.events).toEqual([
      { type: 'hint-shown', step: 'one', level: 1, of: 2, markdown: 'one: vague' },
    ]);
    const second = play(first.state, { type: 'hint' });
    expect(second.events).toMatchObject([{ level: 2, markdown: 'one: concrete' }]);
    expect(second.state.steps[0]!.hints).toBe(2);
    expect(play(second.state, { type: 'hint' }).events).toMatchObject([{ type: 'problem' }]);
  });

  test('a seen one can be read again without counting; one cannot be jumped to', () => {
    const { state } = play(start, { type: 'hint' });
    const again = play(state, { type: 'hint', level: 1 });
    expect(again.events).toMatchObject([{ type: 'hint-shown', level: 1 }]);
    expect(again.state.steps[0]!.hints).toBe(1);
    expect(play(start, { type: 'hint', level: 2 }).events).toMatchObject([{ type: 'problem' }]);
    expect(play(start, { type: 'hint', level: 0 }).events).toMatchObject([{ type: 'problem' }]);
  });
});

describe('the solution', () => {
  const ask: Move = { type: 'solution', confirmed: false };

  test('is shown when asked for twice, and recorded', () => {
    const once = play(start, ask);
    expect(brief(once).events).toBe('notice');
    expect(once.state.steps[0]!.solution).toBe(false);
    const twice = play(once.state, ask);
    expect(twice.events).toEqual([
      { type: 'solution-shown', step: 'one', markdown: 'Solution of one', commands: ['do one'] },
    ]);
    expect(twice.state.steps[0]!.solution).toBe(true);
    expect(play(twice.state, { type: 'run' }).next).toBe('type-solution');
  });

  test('is shown at once with yes, and once it was seen', () => {
    expect(brief(play(start, { type: 'solution', confirmed: true })).events).toBe('solution-shown');
    expect(brief(play(start, ask, ask, ask)).events).toBe('solution-shown');
  });

  test('asking for it ends with the step', () => {
    expect(brief(play(start, ask, { type: 'skip' }, ask)).events).toBe('notice');
  });
});

describe('resuming', () => {
  test.each([
    ['two', ['open', 'open', 'open'], 1],
    ['two', ['open', 'done', 'open'], 0],
    ['gone', ['done', 'open', 'open'], 1],
    [undefined, ['done', 'done', 'open'], 2],
    ['three', ['done', 'skipped', 'done'], 3],
  ] as const)('recorded at %s with %j it goes on at %i', (current, states, at) => {
    expect(resume(lab, standings(...states), current).at).toBe(at);
  });
});
