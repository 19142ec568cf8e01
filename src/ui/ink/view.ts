import type { Verdict } from '../../checks/verdict.ts';
import type { EngineKind } from '../../runner/events.ts';
import { isCommand } from './solution-line.ts';
import { NO_WIRE } from '../wire-lines.ts';
import type { Lab, Step } from '../../lab/lab.ts';
import type { WorldMap } from '../../map/world-map.ts';
import type { StepState, Summary, WalkEvent } from '../../runner/events.ts';
import type { Wire } from '../../wire/wire.ts';

/** One finished thing of the way so far; drawn once, above the dock, and left to scroll away. */
export type Block =
  | { readonly kind: 'lab'; readonly lab: Lab; readonly engine: EngineKind; readonly resumed: boolean }
  | { readonly kind: 'step'; readonly step: Step; readonly index: number; readonly total: number }
  | {
      readonly kind: 'command';
      readonly line: string;
      readonly output: string;
      readonly exitCode: number;
      readonly ms: number;
    }
  /** A command that got the terminal: its line stands before what it writes there by itself. */
  | { readonly kind: 'handed'; readonly line: string }
  | { readonly kind: 'answer'; readonly answer: string }
  | {
      readonly kind: 'done';
      readonly title: string;
      readonly index: number;
      readonly total: number;
      readonly proved: readonly string[];
      readonly engine: EngineKind;
    }
  | { readonly kind: 'skipped'; readonly title: string }
  | { readonly kind: 'hint'; readonly level: number; readonly of: number; readonly markdown: string }
  | { readonly kind: 'solution'; readonly markdown: string }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'problem'; readonly text: string; readonly todo?: string | undefined }
  | { readonly kind: 'status'; readonly summary: Summary }
  | {
      readonly kind: 'summary';
      readonly summary: Summary;
      readonly debrief: string;
    };

export interface CheckRow {
  readonly title: string;
  readonly kind?: string | undefined;
  /** `open`: not tried, or not answered, yet. */
  readonly status: Verdict['status'] | 'open';
  readonly verdict?: Verdict | undefined;
}

export interface Running {
  readonly line: string;
  readonly output: string;
  readonly ownsTerminal?: boolean | undefined;
}

/** What is known of a lab before it is loaded: enough for a first frame. */
export interface Opening {
  readonly title: string;
  readonly engine: EngineKind;
  /** One for each step. */
  readonly states: readonly StepState[];
  /** Of the step that will be entered, from 0; the number of steps when the end was reached. */
  readonly index: number;
}

/** All that the screens show, as plain data. */
export interface View {
  readonly lab?: Lab | undefined;
  /** Until the lab is there. */
  readonly opening?: Opening | undefined;
  readonly engine: EngineKind;
  readonly step?: Step | undefined;
  /** From 0. */
  readonly index: number;
  readonly total: number;
  readonly states: readonly StepState[];
  readonly checks: readonly CheckRow[];
  readonly checking: boolean;
  /** All checks held on arrival: nothing is to do here. */
  readonly holds: boolean;
  /** The step's last checks passed. */
  readonly done: boolean;
  /** The verdicts are the latest news: nothing was asked for since. */
  readonly news: boolean;
  readonly running?: Running | undefined;
  /** What the last command printed, whole (up to `OUTPUT_LIMIT`). */
  readonly last?: Running | undefined;
  readonly hints: { readonly shown: number; readonly of: number };
  /** Commands of the solution, once it was revealed, that were not typed in yet. */
  readonly solution?: readonly string[] | undefined;
  /** As last seen, and the one before it that differed. */
  readonly map?: WorldMap | undefined;
  readonly wire?: Wire | undefined;
  readonly blocks: readonly Block[];
  readonly summary?: Summary | undefined;
  readonly ended: boolean;
}

/** Characters of one command's output that are kept to be looked at again; the end counts more than the start. */
export const OUTPUT_LIMIT = 400_000;

export const emptyView: View = {
  engine: 'practice',
  index: 0,
  total: 0,
  states: [],
  checks: [],
  checking: false,
  holds: false,
  done: false,
  news: false,
  hints: { shown: 0, of: 0 },
  blocks: [],
  ended: false,
};

const add = (view: View, block: Block): View => ({ ...view, news: false, blocks: [...view.blocks, block] });

function row(verdict: Verdict, arrived: boolean): CheckRow {
  const { title, kind, unanswered } = verdict;
  const quiet = unanswered || (arrived && (verdict.status === 'failed' || verdict.status === 'blocked'));
  return { title, kind, status: quiet ? 'open' : verdict.status, verdict: quiet ? undefined : verdict };
}

function replaceAt<T>(list: readonly T[], index: number, item: T): T[] {
  const copy = [...list];
  copy[index] = item;
  return copy;
}

/** The view before the first event. */
export const openingView = (opening: Opening | undefined): View =>
  opening
    ? {
        ...emptyView,
        opening,
        engine: opening.engine,
        states: opening.states,
        index: opening.index,
        total: opening.states.length,
      }
    : emptyView;

/** The view after one more event. Pure: the same events give the same view. */
export function viewOf(view: View, event: WalkEvent): View {
  switch (event.type) {
    case 'lab-started': {
      const { lab, engine, resumed } = event;
      return add({ ...view, lab, engine, total: lab.steps.length }, { kind: 'lab', lab, engine, resumed });
    }
    case 'step-entered': {
      const { step, index, total, states } = event;
      const entered: View = {
        ...view,
        step,
        index,
        total,
        states,
        checks: [],
        checking: false,
        holds: false,
        done: false,
        hints: { shown: 0, of: step.hints.length },
        solution: undefined,
      };
      return add(entered, { kind: 'step', step, index, total });
    }
    case 'arrived':
      return { ...view, checks: event.verdicts.map((verdict) => row(verdict, true)), holds: event.holds };
    case 'command-started': {
      const { line, ownsTerminal } = event;
      const started: View = { ...view, running: { line, output: '', ownsTerminal } };
      return ownsTerminal ? add(started, { kind: 'handed', line }) : started;
    }
    case 'output':
      return view.running
        ? {
            ...view,
            running: { ...view.running, output: (view.running.output + event.text).slice(-OUTPUT_LIMIT) },
          }
        : view;
    case 'command-ended': {
      const { line, exitCode, ms } = event;
      const output = view.running?.output ?? '';
      const typed = isCommand(line, view.solution?.[0]) ? view.solution?.slice(1) : view.solution;
      const last = output.trim() === '' ? view.last : { line, output };
      const ended: View = { ...view, running: undefined, last, solution: typed };
      if (!view.running?.ownsTerminal) return add(ended, { kind: 'command', line, output, exitCode, ms });
      return exitCode === 0 ? ended : add(ended, { kind: 'notice', text: `exit ${exitCode}` });
    }
    case 'answer-given':
      return add(view, { kind: 'answer', answer: event.answer });
    case 'checking':
      return { ...view, checking: true };
    case 'verdict':
      return { ...view, checks: replaceAt(view.checks, event.verdict.check, row(event.verdict, false)) };
    case 'checked':
      return { ...view, checking: false, holds: false, done: event.passed, news: true };
    case 'step-done': {
      const { step, index, total } = event;
      const proved = view.checks.filter(({ status }) => status === 'passed').map(({ title }) => title);
      const states = replaceAt(view.states, index, 'done' as const);
      return add(
        { ...view, states, done: true, checking: false },
        { kind: 'done', title: step.title, index, total, proved, engine: view.engine },
      );
    }
    case 'step-skipped':
      return add(
        { ...view, states: replaceAt(view.states, event.index, 'skipped' as const) },
        { kind: 'skipped', title: event.step.title },
      );
    case 'hint-shown': {
      const { level, of, markdown } = event;
      return add({ ...view, hints: { shown: level, of } }, { kind: 'hint', level, of, markdown });
    }
    case 'solution-shown':
      return add({ ...view, solution: event.commands }, { kind: 'solution', markdown: event.markdown });
    case 'status':
      return add(view, { kind: 'status', summary: event.summary });
    case 'map':
      return { ...view, map: event.map };
    case 'wire':
      return event.wire ? { ...view, wire: event.wire } : add(view, { kind: 'notice', text: NO_WIRE });
    case 'notice':
      return add(view, { kind: 'notice', text: event.text });
    case 'problem':
      return add(view, { kind: 'problem', text: event.text, todo: event.todo });
    case 'lab-completed': {
      const { summary, debrief } = event;
      return add({ ...view, summary }, { kind: 'summary', summary, debrief });
    }
    case 'ended':
      return { ...view, running: undefined, ended: true, summary: event.summary };
    default:
      // A reader of an older program meets a newer event: what it does not know it leaves out.
      return view;
  }
}
