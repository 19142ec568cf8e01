import { expect, test } from 'vitest';
import type { WalkEvent } from '../../../src/runner/events.ts';
import { KeyDecoder } from '../../../src/ui/ink/keys.ts';
import { emptyScreen, press, receive, settled } from '../../../src/ui/ink/screen.ts';
import type { Effect, Screen } from '../../../src/ui/ink/screen.ts';
import { lab } from './scripted-walk.ts';

const states = ['open', 'open', 'open'] as const;
const enteredAt = (index: number): WalkEvent => ({
  type: 'step-entered',
  step: lab.steps[index]!,
  index,
  total: 3,
  states,
});
const at = (index: number): Screen => receive(emptyScreen, enteredAt(index));

/** Types what a terminal would send; returns the screen and all that it asked for. */
function type(screen: Screen, input: string): { screen: Screen; effects: Effect[] } {
  const effects: Effect[] = [];
  let now = screen;
  for (const key of new KeyDecoder().push(input)) {
    const { screen: next, effect } = press(now, key);
    now = next;
    if (effect) effects.push(effect);
  }
  return { screen: now, effects };
}

const submits = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.type === 'submit' ? [effect.line] : []));

test('Enter submits the line and empties the prompt', () => {
  const { screen, effects } = type(at(0), 'docker ps\r');
  expect(submits(effects)).toEqual(['docker ps']);
  expect(screen.line.text).toBe('');
  expect(screen.busy).toBe(true);
});

test('lines typed or pasted meanwhile wait, in order', () => {
  const { screen, effects } = type(at(0), '\x1b[200~one\rtwo\rthr\x1b[201~ee\r');
  expect(submits(effects)).toEqual(['one']);
  const second = settled(screen);
  expect(second.effect).toEqual({ type: 'submit', line: 'two' });
  const third = settled(second.screen);
  expect(third.effect).toEqual({ type: 'submit', line: 'three' });
  expect(settled(third.screen)).toMatchObject({ screen: { busy: false } });
});

test('a line that goes on is finished before it is submitted', () => {
  const open = type(at(0), 'docker run \\\r');
  expect(open.effects).toEqual([]);
  expect(submits(type(open.screen, '-d alpine\r').effects)).toEqual(['docker run \\\n-d alpine']);
});

test('history: up and down, and what was being typed comes back', () => {
  let { screen } = type(at(0), 'one\r');
  screen = type(settled(screen).screen, 'two\r').screen;
  screen = type(settled(screen).screen, 'half').screen;
  const up = type(screen, '\x1b[A').screen;
  expect(up.line.text).toBe('two');
  expect(type(up, '\x1b[A\x1b[A').screen.line.text).toBe('one');
  expect(type(up, '\x1b[B').screen.line.text).toBe('half');
});

test('Ctrl-C: stops what runs and forgets what waits; clears the line; twice leaves', () => {
  const busy = type(at(0), 'sleep 9\rnext\r').screen;
  const stopped = type(busy, '\x03');
  expect(stopped.effects).toEqual([{ type: 'interrupt' }]);
  expect(stopped.screen.queue).toEqual([]);
  const cleared = type(at(0), 'abc\x03');
  expect(cleared.screen.line.text).toBe('');
  expect(cleared.effects).toEqual([]);
  expect(type(cleared.screen, '\x03\x03').effects).toEqual([{ type: 'leave' }]);
  expect(type(cleared.screen, '\x03x\x03').effects).toEqual([]);
});

test('Ctrl-D leaves on an empty line only', () => {
  expect(type(at(0), '\x04').effects).toEqual([{ type: 'leave' }]);
  const kept = type(at(0), 'ab\x01\x04');
  expect(kept.effects).toEqual([]);
  expect(kept.screen.line.text).toBe('b');
});

test('the solution is asked for once more, and any key but yes is a no', () => {
  const asked = type(at(0), '/solution\r');
  expect(asked.effects).toEqual([]);
  expect(asked.screen.asking).toBe(true);
  expect(submits(type(asked.screen, 'y').effects)).toEqual(['/solution yes']);
  for (const key of ['n', '\x03', '\t']) {
    const no = type(asked.screen, key);
    expect(no.effects).toEqual([]);
    expect(no.screen.asking).toBe(false);
  }
});

test('Tab types the next command of the solution once that was shown', () => {
  const shown = receive(at(0), {
    type: 'solution-shown',
    step: 'run',
    markdown: '',
    commands: ['docker run x'],
  });
  expect(type(shown, '\t').screen.line.text).toBe('docker run x');
  expect(type(at(0), '\t').screen.line.text).toBe('');
});

test('a choice is made with its key, and typing on takes it back', () => {
  expect(submits(type(at(2), 'b\r').effects)).toEqual(['/answer b']);
  expect(type(at(2), 'b').screen.line.text).toBe('/answer b');
  expect(submits(type(at(2), 'base64 x\r').effects)).toEqual(['base64 x']);
  expect(type(at(0), 'b').screen.line.text).toBe('b');
});

test('where several choices are right, their keys add up, one after the other', () => {
  const step = lab.steps[2]!;
  const several = receive(emptyScreen, {
    type: 'step-entered',
    step: {
      ...step,
      check: step.check.map((check) =>
        check.kind === 'answer' ? { ...check, spec: { ...(check.spec as object), accept: 'a, b' } } : check,
      ),
    },
    index: 2,
    total: 3,
    states,
  });
  expect(type(several, 'a').screen.line.text).toBe('/answer a');
  expect(type(several, 'ba').screen.line.text).toBe('/answer b, a');
  expect(submits(type(several, 'abc\r').effects)).toEqual(['/answer a, b, c']);
  expect(submits(type(several, 'cat x\r').effects)).toEqual(['cat x']);
  expect(submits(type(several, 'aa\r').effects)).toEqual(['aa']);
  expect(submits(type(at(2), 'ab\r').effects)).toEqual(['ab']);
});

test('a done step rests until Enter; then what came after is there', () => {
  const done: WalkEvent = { type: 'step-done', step: lab.steps[0]!, index: 0, total: 3 };
  const resting = [done, enteredAt(1)].reduce(receive, at(0));
  expect(resting.view.index).toBe(0);
  expect(resting.held).toHaveLength(2);
  const { screen, effects } = type(resting, '\r');
  expect(screen.view.index).toBe(1);
  expect(effects).toEqual([]);
  const typed = type(resting, 'docker ps\r');
  expect(typed.screen.view.index).toBe(1);
  expect(submits(typed.effects)).toEqual(['docker ps']);
});

test('it does not rest in the middle of pasted lines', () => {
  const busy = type(at(0), 'one\rtwo\r').screen;
  const done: WalkEvent = { type: 'step-done', step: lab.steps[0]!, index: 0, total: 3 };
  expect([done, enteredAt(1)].reduce(receive, busy).view.index).toBe(1);
});

test('Ctrl-W and Ctrl-U cut, Ctrl-Y puts back what was cut last', () => {
  const { screen } = type(at(0), 'docker push app\x17\x19\x19');
  expect(screen.line.text).toBe('docker push appapp');
  expect(type(screen, '\x15x\x19').screen.line.text).toBe('xdocker push appapp');
});

test('Ctrl-R finds an earlier line as one types, further back with each Ctrl-R, and Enter runs it', () => {
  let { screen } = type(at(0), 'docker pull alpine\r');
  for (const line of ['docker pull busybox', 'ls']) {
    screen = type({ ...screen, busy: false }, `${line}\r`).screen;
  }
  const found = type({ ...screen, busy: false }, '\x12pull');
  expect(found.screen.line.text).toBe('docker pull busybox');
  const further = type(found.screen, '\x12');
  expect(further.screen.line.text).toBe('docker pull alpine');
  expect(submits(type(further.screen, '\r').effects)).toEqual(['docker pull alpine']);
  const given = type(further.screen, '\x03').screen;
  expect([given.search, given.line.text]).toEqual([undefined, '']);
});

test('the list that / opens is chosen from with the arrows; Enter does it', () => {
  expect(submits(type(at(0), '/st\r').effects)).toEqual(['/status']);
  const { screen, effects } = type(at(0), '/\x1b[B\x1b[B');
  expect(effects).toEqual([]);
  expect(type(screen, '\t').screen.line.text).toBe('/solution');
  expect(type(screen, '\r').screen.asking).toBe(true);
  expect(type(at(0), '/an\r').screen.line.text).toBe('/answer ');
});

test('F2 and F3 ask beside what is being typed, also while a step rests', () => {
  const { screen, effects } = type(at(0), 'docker pu\x1bOQ\x1bOR');
  expect(effects).toEqual([
    { type: 'ask', line: '/map' },
    { type: 'ask', line: '/wire' },
  ]);
  expect(screen.line.text).toBe('docker pu');
  expect(screen.busy).toBe(emptyScreen.busy);
});

test('what is typed in of the solution goes on while its commands run and wait', () => {
  const commands = ['docker pull x', 'docker tag x y', 'docker push y'];
  let screen = receive(at(0), { type: 'solution-shown', step: 'run', markdown: '', commands });
  screen = receive(type(screen, '\t\r').screen, {
    type: 'command-started',
    line: 'docker pull x',
    ownsTerminal: false,
  });
  screen = type(screen, '\t').screen;
  expect(screen.line.text).toBe('docker tag x y');
  expect(type(type(screen, '\r').screen, '\t').screen.line.text).toBe('docker push y');
});
