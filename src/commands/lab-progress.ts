import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { EngineKind } from '../engine/engine.ts';
import { sessionName, sessionsDir } from '../session/state-dir.ts';

/** How far a learner is in a lab, on one engine. */
export interface LabProgress {
  readonly engine: EngineKind;
  readonly done: number;
  readonly skipped: number;
  readonly total: number;
  /** When it was last worked on, ISO 8601. */
  readonly usedAt: string;
  /** Step id → what it came to, as far as it was recorded. */
  readonly states: Readonly<Record<string, 'open' | 'done' | 'skipped'>>;
  /** Id of the step that the learner was at. */
  readonly current?: string | undefined;
}

/** As much of progress.json as a list needs; read without its schema, which would cost the menu its quick start. */
interface Glance {
  readonly usedAt: string;
  readonly steps: Readonly<Record<string, { readonly state?: string }>>;
  readonly current?: string | undefined;
}

/** Progress on each engine where the lab was begun, the latest first. What cannot be read counts as not begun. */
export function labProgress(id: string, steps: readonly string[], env: NodeJS.ProcessEnv): LabProgress[] {
  return (['practice', 'docker'] as const)
    .flatMap((engine): LabProgress[] => {
      const glance = glanceAt(path.join(sessionsDir(env), sessionName(id, engine), 'progress.json'));
      if (!glance) return [];
      const count = (state: string): number =>
        steps.filter((step) => glance.steps[step]?.state === state).length;
      return [
        {
          engine,
          done: count('done'),
          skipped: count('skipped'),
          total: steps.length,
          usedAt: glance.usedAt,
          states: Object.fromEntries(steps.map((step) => [step, stateOf(glance.steps[step]?.state)])),
          current: glance.current,
        },
      ];
    })
    .sort((a, b) => b.usedAt.localeCompare(a.usedAt));
}

const stateOf = (written: string | undefined): 'open' | 'done' | 'skipped' =>
  written === 'done' || written === 'skipped' ? written : 'open';

function glanceAt(file: string): Glance | undefined {
  try {
    const { usedAt, steps, current } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Glance>;
    return typeof usedAt === 'string' && typeof steps === 'object' ? { usedAt, steps, current } : undefined;
  } catch {
    return undefined;
  }
}
