import { evaluateStep } from '../checks/evaluate.ts';
import { openQuestions } from '../checks/questions.ts';
import type { EngineKind } from '../engine/engine.ts';
import type { Lab, Variables } from '../lab/lab.ts';
import { openSession } from '../session/open.ts';
import { stepOf, withStep } from '../session/progress.ts';
import type { Session } from '../session/session.ts';
import type { Environment } from '../session/state-dir.ts';
import { rewindByReplay, rewindFiles, type Holder } from './rewind.ts';
import type { Room } from './sandbox.ts';
import type { Stage } from './stage.ts';
import { wakeStandIn } from './wake-stand-in.ts';

/** How long a typed command may take, in milliseconds: a real engine may have to pull over a slow line. */
const LONGEST_MS: Readonly<Record<EngineKind, number>> = { practice: 60_000, docker: 600_000 };
/**
 * On a real engine a command may return before its container listens, or before a service has converged. In practice
 * it does not: what is not there when the command returns, the learner would not see either. Only a swarm takes its
 * time there as well.
 */
const SETTLE_MS: Readonly<Record<EngineKind, number>> = { practice: 0, docker: 15_000 };
/** So much of a command's output is kept, in characters. */
const KEPT_OUTPUT = 4000;

export interface StageOptions {
  readonly lab: Lab;
  readonly engine: EngineKind;
  readonly room: Room;
  readonly given: Variables;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

export interface SessionStage extends Stage {
  /** The session of this moment: going back replaces it. */
  readonly session: Session;
  /** Lets go of the session and, in practice, ends its engine. */
  close(): Promise<void>;
}

/** A stage on a real session, whose state is in `room`. Throws a Fault when no session can be opened. */
export async function openStage(options: StageOptions): Promise<SessionStage> {
  const { lab, engine, room, given, env, signal } = options;
  const open = async (): Promise<Session> =>
    (await openSession({ lab, engineKind: engine, given, env: { ...env, WORKSHOP_STATE: room.state } }))
      .session;
  const holder: Holder = { session: await open(), open, typed: false };
  const rewind = engine === 'practice' ? rewindFiles(holder, room) : rewindByReplay(holder, room);
  if (engine === 'practice') await wakeStandIn(holder.session.engine, lab.images);

  return {
    get session() {
      return holder.session;
    },
    get lab() {
      return holder.session.lab;
    },
    settleMs: lab.needs.includes('swarm') ? SETTLE_MS.docker : SETTLE_MS[engine],
    ...rewind,
    async enter(step) {
      await holder.session.progress.update((progress) => ({ ...progress, current: step.id }));
    },
    async type(line) {
      holder.typed = true;
      let output = '';
      const { exitCode } = await holder.session.run(line, {
        signal,
        timeoutMs: LONGEST_MS[engine],
        onOutput: ({ text }) => (output = (output + text).slice(-KEPT_OUTPUT)),
      });
      return { exitCode, output, timedOut: exitCode === 124 };
    },
    async answer(step, text) {
      const { progress } = holder.session;
      const { answers } = stepOf(progress.now, step.id);
      const [question] = openQuestions(step, answers);
      if (!question) return false;
      const next = { ...answers, [question.id]: text };
      await progress.update((now) => withStep(now, step.id, { answers: next }));
      return true;
    },
    look: async (step) => evaluateStep(step, await holder.session.world(step.id, signal)),
  };
}
