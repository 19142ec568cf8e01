import type { Lab, Step } from '../lab/lab.ts';
import type { StepState, WalkEvent } from './events.ts';
import { inputHelp, type Input } from './input.ts';
import { nextOpen, summarize, type Measures, type Standing, type WalkState } from './state.ts';

/** What happened: a line that was typed, a round of checks that ended, progress that another terminal made. */
export type Move =
  | { readonly type: 'begin' }
  /** A round of checks after a command, an answer or `/check`. */
  | { readonly type: 'judged'; readonly passed: boolean }
  | { readonly type: 'answered'; readonly question: string; readonly answer: string }
  | { readonly type: 'elsewhere'; readonly steps: readonly Standing[] }
  | Exclude<Input, { type: 'command' | 'answer' | 'map' | 'wire' }>;

/**
 * What the walk does after the events are out: wait for the learner, look quietly at the step just entered, judge it,
 * type its solution, or end.
 */
export type Next = 'wait' | 'arrive' | 'check' | 'type-solution' | 'end';

export interface Turn {
  readonly state: WalkState;
  readonly events: readonly WalkEvent[];
  readonly next: Next;
}

/** All that a turn may know beside the state. */
export interface Course {
  readonly lab: Lab;
  readonly measures: Measures;
}

/** One move of the walk, without any effect: (state, what happened) → (state, events, what to do next). */
export function transition(state: WalkState, move: Move, course: Course): Turn {
  const { lab } = course;
  const step = lab.steps[state.at];
  switch (move.type) {
    case 'begin':
      return enter(state, state.at, course);
    case 'nothing':
      return wait(state);
    case 'judged':
      return judged(state, move.passed, course);
    case 'answered': {
      const answers = { ...state.steps[state.at]!.answers, [move.question]: move.answer };
      const event: WalkEvent = { type: 'answer-given', question: move.question, answer: move.answer };
      return { state: stand(state, { answers }), events: [event], next: 'check' };
    }
    case 'elsewhere':
      return elsewhere(state, move.steps, course);
    case 'hint':
      return step ? hint(state, step, move.level) : overAlready(state);
    case 'solution':
      return step ? solution(state, step, move.confirmed) : overAlready(state);
    case 'run':
      return step ? typeSolution(state, step) : overAlready(state);
    case 'check':
      return step ? { state, events: [], next: 'check' } : overAlready(state);
    case 'skip':
      return step ? skip(state, step, course) : overAlready(state);
    case 'back':
      return back(state, course);
    case 'status':
      return wait(state, { type: 'status', summary: summarize(lab, state, course.measures) });
    case 'help':
      return wait(state, { type: 'notice', text: helpText() });
    case 'unknown':
      return problem(
        state,
        `there is no ${move.word} here`,
        move.meant ? `did you mean \`/${move.meant}\`?` : '`/help` lists what there is',
      );
    case 'quit':
      return {
        state: { ...state, ended: true },
        events: [{ type: 'ended', summary: summarize(lab, state, course.measures) }],
        next: 'end',
      };
  }
}

function enter(state: WalkState, at: number, { lab, measures }: Course): Turn {
  const moved: WalkState = { ...state, at, asked: false };
  const step = lab.steps[at];
  const states = statesOf(moved);
  if (step) {
    const entered: WalkEvent = { type: 'step-entered', step, index: at, total: lab.steps.length, states };
    return { state: moved, events: [entered], next: 'arrive' };
  }
  const summary = summarize(lab, moved, measures);
  if (summary.complete) return wait(moved, { type: 'lab-completed', summary, debrief: lab.debrief });
  const left = summary.steps.filter(({ state }) => state === 'skipped').map(({ title }) => `“${title}”`);
  const text = `This was the last step. Skipped: ${left.join(', ')}. \`/back\` goes there.`;
  return wait(moved, { type: 'notice', text }, { type: 'status', summary });
}

function judged(state: WalkState, passed: boolean, course: Course): Turn {
  const { lab } = course;
  const step = lab.steps[state.at]!;
  const checked: WalkEvent = { type: 'checked', step: step.id, passed };
  if (!passed) {
    return wait(stand(state, { attempts: state.steps[state.at]!.attempts + 1 }), checked);
  }
  const done: WalkEvent = { type: 'step-done', step, index: state.at, total: lab.steps.length };
  return goOn(stand(state, { state: 'done' }), [checked, done], course);
}

/** Enters the next open step, after `events`. */
function goOn(state: WalkState, events: readonly WalkEvent[], course: Course): Turn {
  const turn = enter(state, nextOpen(state.steps, state.at), course);
  return { ...turn, events: [...events, ...turn.events] };
}

/** Another terminal recorded progress: its counts are taken over, and a step that ended there ends here. */
function elsewhere(state: WalkState, steps: readonly Standing[], course: Course): Turn {
  const { lab } = course;
  const before = state.steps[state.at];
  const after = steps[state.at];
  const known: WalkState = { ...state, steps };
  if (steps.every(({ state }) => state === 'open') && state.steps.some(({ state }) => state !== 'open')) {
    const text = 'The lab was reset from another terminal: it begins anew.';
    const turn = enter(known, 0, course);
    return { ...turn, events: [{ type: 'notice', text }, ...turn.events] };
  }
  const step = lab.steps[state.at];
  if (!step || !after || before?.state !== 'open' || after.state === 'open') return wait(known);
  const notice: WalkEvent = { type: 'notice', text: 'Another terminal went on with this step.' };
  const ended: WalkEvent =
    after.state === 'done'
      ? { type: 'step-done', step, index: state.at, total: lab.steps.length }
      : { type: 'step-skipped', step, index: state.at };
  return goOn(known, [notice, ended], course);
}

function hint(state: WalkState, { id, hints }: Step, wanted: number | undefined): Turn {
  const seen = state.steps[state.at]!.hints;
  const level = wanted ?? seen + 1;
  const markdown = hints[level - 1];
  if (hints.length === 0) return problem(state, 'this step has no hints', '`/solution` shows how it is done');
  if (markdown === undefined || level > seen + 1) {
    return wanted === undefined
      ? problem(
          state,
          `you have seen all ${hints.length} hints of this step`,
          '`/hint 1` shows the first again; `/solution` shows how it is done',
        )
      : problem(state, `there is no hint ${wanted} to show yet`, '`/hint` shows the next one');
  }
  return wait(stand(state, { hints: Math.max(seen, level) }), {
    type: 'hint-shown',
    step: id,
    level,
    of: hints.length,
    markdown,
  });
}

function solution(state: WalkState, { id, hints, solution }: Step, confirmed: boolean): Turn {
  const standing = state.steps[state.at]!;
  if (!confirmed && !standing.solution && !state.asked) {
    const first = standing.hints < hints.length ? '`/hint` gives a smaller push. ' : '';
    const text = `${first}Seeing the solution is recorded: \`/solution\` once more shows it.`;
    return wait({ ...state, asked: true }, { type: 'notice', text });
  }
  const { markdown, commands } = solution;
  return wait(
    { ...stand(state, { solution: true }), asked: false },
    { type: 'solution-shown', step: id, markdown, commands },
  );
}

function typeSolution(state: WalkState, { solution }: Step): Turn {
  if (!state.steps[state.at]!.solution) {
    return problem(state, '`/run` types the solution, and it was not shown yet', '`/solution` shows it');
  }
  if (solution.commands.length === 0 && solution.answers.length === 0) {
    return problem(state, 'the solution of this step has nothing to type');
  }
  return { state, events: [], next: 'type-solution' };
}

/** A step that is done stays done: skipping it only goes on. */
function skip(state: WalkState, step: Step, course: Course): Turn {
  if (state.steps[state.at]!.state === 'done') return goOn(state, [], course);
  const skipped: WalkEvent = { type: 'step-skipped', step, index: state.at };
  const passedOver = stand(state, { state: 'skipped' });
  return goOn(passedOver, [skipped], course);
}

/** To the step before; from the end, to what was skipped. */
function back(state: WalkState, course: Course): Turn {
  const { steps, at } = state;
  const skipped = at === steps.length ? steps.findIndex(({ state }) => state === 'skipped') : -1;
  const to = skipped >= 0 ? skipped : at - 1;
  if (to < 0) return problem(state, 'this is the first step');
  return enter(state, to, course);
}

const statesOf = ({ steps }: WalkState): StepState[] => steps.map(({ state }) => state);

/** The state with the current step changed. */
function stand(state: WalkState, change: Partial<Standing>): WalkState {
  const steps = state.steps.map((standing, index) =>
    index === state.at ? { ...standing, ...change } : standing,
  );
  return { ...state, steps };
}

function wait(state: WalkState, ...events: WalkEvent[]): Turn {
  return { state, events, next: 'wait' };
}

function problem(state: WalkState, text: string, todo?: string): Turn {
  return wait(state, { type: 'problem', text, todo });
}

function overAlready(state: WalkState): Turn {
  return problem(state, 'the lab is at its end', '`/back` returns to a step, `/quit` leaves');
}

function helpText(): string {
  const lines = inputHelp.map(([usage, does]) => `- \`${usage}\`: ${does}`);
  return ['Every line is a command for the shell, or one of these:', '', ...lines].join('\n');
}
