import { setMaxListeners } from 'node:events';
import os from 'node:os';
import type { EngineKind } from '../engine/engine.ts';
import type { Lab, Step, Variables } from '../lab/lab.ts';
import type { Environment } from '../session/state-dir.ts';
import { proveLab } from './prove-lab.ts';
import type { Proof } from './proof.ts';
import { mergeRuns } from './repeat.ts';
import type { Sandbox } from './sandbox.ts';

export interface ProveLabsOptions {
  readonly engine: EngineKind;
  readonly sandbox: Sandbox;
  readonly env: Environment;
  readonly given?: Variables | undefined;
  readonly step?: string | undefined;
  readonly keep?: boolean | undefined;
  /** How often each lab is proved; what holds in some runs only is flaky. */
  readonly repeat?: number | undefined;
  readonly solutionsOnly?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly onStep?: ((lab: Lab, step: Step, index: number, total: number) => void) | undefined;
}

/**
 * So many labs wait at any time: for a container that stops, a service that settles, a disk that writes. Measured on two
 * processors, where with one more instead of three the proof of all labs took a tenth longer.
 */
const WAITING = 3;

/**
 * Proves several labs: in practice some more at a time than there are processors, for each has an engine of its own; on
 * a real engine one after the other, for they share it. The proofs come in the order of the labs.
 */
export async function proveLabs(labs: readonly Lab[], options: ProveLabsOptions): Promise<Proof[]> {
  const { engine, sandbox, repeat = 1, onStep } = options;
  const jobs = labs.flatMap((lab, index) =>
    Array.from({ length: repeat }, (_, run) => ({ lab, index, run })),
  );
  // The longest first: begun last, it would go on alone when all others are through.
  jobs.sort((one, other) => lengthOf(other.lab) - lengthOf(one.lab));
  const runs: Proof[][] = labs.map(() => []);
  // Ends the others when one rejects, so that nothing goes on behind the caller's back.
  const ours = new AbortController();
  const signal = AbortSignal.any([options.signal, ours.signal]);
  // Every command that is being typed listens.
  setMaxListeners(0, signal);

  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job && !signal.aborted; job = jobs.shift()) {
      const { lab, index, run } = job;
      const reason = reasonToSkip(lab, engine);
      runs[index]![run] = reason
        ? skipped(lab, engine, reason)
        : await proveLab(lab, {
            ...options,
            signal,
            room: await sandbox.room(`${index + 1}-${run + 1}`),
            onStep: (step, at, total) => onStep?.(lab, step, at, total),
          });
    }
  };
  const workers = engine === 'practice' ? Math.min(os.availableParallelism() + WAITING, jobs.length) : 1;
  let failure: { readonly error: unknown } | undefined;
  const workUntilFailure = (): Promise<void> =>
    work().catch((error: unknown) => {
      failure ??= { error };
      ours.abort();
    });
  await Promise.all(Array.from({ length: workers }, workUntilFailure));
  if (failure) throw failure.error;
  options.signal.throwIfAborted();
  return runs.map(mergeRuns);
}

/** Roughly how long its proof takes: each mistake is played as each step is. */
function lengthOf({ steps }: Lab): number {
  return steps.reduce((sum, { mistakes }) => sum + 1 + mistakes.length, 0);
}

/** Why a lab cannot be proved on this engine; undefined when it can. */
export function reasonToSkip({ engines, needs }: Lab, engine: EngineKind): string | undefined {
  if (!engines.includes(engine)) return `it is made for ${engines.join(' and ')}`;
  if (engine === 'docker' && needs.includes('account'))
    return 'on a real engine it needs an account of yours';
  return undefined;
}

function skipped(lab: Lab, engine: EngineKind, reason: string): Proof {
  return {
    lab: lab.id,
    title: lab.title,
    file: lab.file,
    engine,
    steps: [],
    skipped: reason,
    ms: 0,
    ok: true,
  };
}
