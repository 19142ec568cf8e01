import type { EngineKind } from '../engine/engine.ts';
import type { Lab } from '../lab/lab.ts';
import type { NextLab, StepState, Summary } from './events.ts';

/** How far one step is. The same fields as in progress.json. */
export interface Standing {
  readonly state: StepState;
  /** Rounds of checks that did not pass. */
  readonly attempts: number;
  /** How many hints were shown. */
  readonly hints: number;
  readonly solution: boolean;
  /** Question id → latest answer. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Where a walk is: all that decides what happens next. */
export interface WalkState {
  /** One for each step of the lab, in its order. */
  readonly steps: readonly Standing[];
  /** Index of the step that the learner is at; the number of steps when the end was reached. */
  readonly at: number;
  /** `/solution` was typed once and waits to be confirmed. */
  readonly asked: boolean;
  readonly ended: boolean;
}

export const untouched: Standing = { state: 'open', attempts: 0, hints: 0, solution: false, answers: {} };

/** Where to go on: at the recorded step while something is open there, else at the first open one, else at the end. */
export function resume(lab: Lab, standings: readonly Standing[], current: string | undefined): WalkState {
  const recorded = lab.steps.findIndex(({ id }) => id === current);
  const at = standings[recorded]?.state === 'open' ? recorded : nextOpen(standings, -1);
  return { steps: standings, at, asked: false, ended: false };
}

/** Index of the first open step after `from`, else of the first open one at all, else the number of steps. */
export function nextOpen(standings: readonly Standing[], from: number): number {
  const after = standings.findIndex(({ state }, index) => index > from && state === 'open');
  if (after >= 0) return after;
  const any = standings.findIndex(({ state }) => state === 'open');
  return any >= 0 ? any : standings.length;
}

/** What a summary needs beside the state. */
export interface Measures {
  readonly engine: EngineKind;
  /** Commands typed so far. */
  readonly commands: number;
  /** Milliseconds at work, pauses left out. */
  readonly ms: number;
  readonly next?: NextLab | undefined;
}

/** A lab is complete when every step is done; a skipped one is not. */
export function summarize(lab: Lab, { steps }: WalkState, { engine, commands, ms, next }: Measures): Summary {
  return {
    lab: lab.id,
    engine,
    complete: steps.every(({ state }) => state === 'done'),
    steps: lab.steps.map(({ id, title }, index) => ({ id, title, state: steps[index]!.state })),
    commands,
    hints: steps.reduce((sum, { hints }) => sum + hints, 0),
    solutions: steps.filter(({ solution }) => solution).length,
    ms,
    goals: lab.goals,
    next,
  };
}
