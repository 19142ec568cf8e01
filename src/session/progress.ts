import { z } from 'zod';

/** The format of progress.json that this program writes. */
export const PROGRESS_FORMAT = 1;

const time = z.iso.datetime();

const stepProgress = z.looseObject({
  state: z.enum(['open', 'done', 'skipped']),
  /** Rounds of checks that did not pass. */
  attempts: z.int().nonnegative(),
  /** How many hints were shown. */
  hints: z.int().nonnegative(),
  /** The solution was revealed. */
  solution: z.boolean(),
  /** Question id → latest answer. */
  answers: z.record(z.string(), z.string()),
  enteredAt: time.optional(),
  doneAt: time.optional(),
});

export const progressSchema = z.looseObject({
  format: z.literal(PROGRESS_FORMAT),
  lab: z.string(),
  /** The lab's file when the session was last opened. */
  file: z.string(),
  engine: z.enum(['practice', 'docker']),
  /** The real engine's address, `unix:///var/run/docker.sock`; practice has its own. */
  engineHost: z.string().optional(),
  /** Folder of certificates, when the engine is spoken to with TLS. */
  engineTls: z.object({ folder: z.string(), verify: z.boolean() }).optional(),
  vars: z.record(z.string(), z.string()),
  /** By step id, never by index: a lab may change between two sittings. */
  steps: z.record(z.string(), stepProgress),
  /** Id of the step that the learner is at. */
  current: z.string().optional(),
  createdAt: time,
  usedAt: time,
  /** Milliseconds at work, pauses left out. */
  activeMs: z.number().nonnegative(),
  /** Grows by one with every change. */
  revision: z.int().nonnegative(),
});

export type StepProgress = Readonly<z.infer<typeof stepProgress>>;
export type Progress = Readonly<z.infer<typeof progressSchema>>;

export const untouchedStep: StepProgress = {
  state: 'open',
  attempts: 0,
  hints: 0,
  solution: false,
  answers: {},
};

/** How far the step is, also when nothing was ever recorded about it. */
export function stepOf(progress: Progress, id: string): StepProgress {
  return Object.hasOwn(progress.steps, id) ? progress.steps[id]! : untouchedStep;
}

/** A copy with the step changed. */
export function withStep(progress: Progress, id: string, change: Partial<StepProgress>): Progress {
  return { ...progress, steps: { ...progress.steps, [id]: { ...stepOf(progress, id), ...change } } };
}
