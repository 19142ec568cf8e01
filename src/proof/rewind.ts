import { rm } from 'node:fs/promises';
import {
  resumePracticeEngine,
  stopPracticeEngine,
  suspendPracticeEngine,
} from '../engine/practice-process.ts';
import { cleanSession } from '../session/clean.ts';
import { withStep } from '../session/progress.ts';
import type { Session } from '../session/session.ts';
import { folderMark } from './folder-mark.ts';
import { endProcessesOf } from './processes.ts';
import type { Room } from './sandbox.ts';
import type { Stage } from './stage.ts';

/** The session of this moment, and how to get another one for the same room. */
export interface Holder {
  session: Session;
  open(): Promise<Session>;
  /** A command was typed since the last `mark` or `back`; without one only answers can have changed. */
  typed: boolean;
}

export type Rewind = Pick<Stage, 'restarts' | 'mark' | 'back'> & {
  /** Lets go of the session and what it needs. */
  close(): Promise<void>;
};

/**
 * Practice: all state of session and engine is in files, so it can be copied and put back while the engine sleeps.
 * Paths stay valid, since it is put back to where it was.
 */
export function rewindFiles(holder: Holder, room: Room): Rewind {
  const copy = `${room.folder}.mark`;
  const mark = folderMark(room.folder, copy);
  const asleep = async (work: (engine: number | undefined) => Promise<void> | void): Promise<void> => {
    const { engine } = holder.session.paths;
    await holder.session.close();
    const pid = await suspendPracticeEngine(engine);
    await work(pid);
    // The folder of an engine that has ended is served by a new one as soon as the session is opened.
    if (pid !== undefined && !(await resumePracticeEngine(engine))) await stopPracticeEngine(engine);
    holder.session = await holder.open();
    holder.typed = false;
  };
  let began = false;
  return {
    restarts: true,
    async mark() {
      if (began && !holder.typed) mark.set();
      else await asleep(() => mark.set());
      began = true;
    },
    async back() {
      if (!holder.typed) return forgetAnswers(holder.session);
      await asleep(async (engine) => {
        await endProcessesOf(room.folder, engine);
        mark.restore();
      });
    },
    async close() {
      await holder.session.close();
      await stopPracticeEngine(holder.session.paths.engine);
      await rm(copy, { recursive: true, force: true });
    },
  };
}

/** A real engine cannot be copied: the session is cleaned up, and a fresh one played to the same place. */
export function rewindByReplay(holder: Holder, room: Room): Rewind {
  return {
    restarts: false,
    async mark() {
      holder.typed = false;
    },
    async back(replay) {
      if (!holder.typed) return forgetAnswers(holder.session);
      await cleanSession(holder.session);
      await holder.session.close();
      await endProcessesOf(room.folder);
      await rm(room.state, { recursive: true, force: true });
      holder.session = await holder.open();
      await replay();
      holder.typed = false;
    },
    close: () => holder.session.close(),
  };
}

/** Those of the step that one is at: a mistake answers no other. */
async function forgetAnswers({ progress }: Session): Promise<void> {
  await progress.update((now) =>
    now.current === undefined ? now : withStep(now, now.current, { answers: {} }),
  );
}
