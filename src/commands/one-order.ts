import { createWalk } from '../runner/create-walk.ts';
import type { Summary, WalkEvent } from '../runner/events.ts';
import { standingsOf } from '../runner/record.ts';
import type { Session } from '../session/session.ts';
import { plainReporter } from '../ui/plain/walk-lines.ts';
import type { Invocation } from './command.ts';
import { inSession } from './in-session.ts';
import { nextLab } from './next-lab.ts';

export interface Carried {
  /** What came of it. */
  readonly events: readonly WalkEvent[];
  readonly summary: Summary;
}

/** Gives one order (`/hint`) that asks nothing of the engine to the current session, and reports what comes of it. */
export function giveOrder(order: string, invocation: Invocation): Promise<Carried> {
  return inSession(invocation, { startEngine: false }, (session) =>
    orderIn(session, order, plainReporter(invocation), invocation.env),
  );
}

/** One order in an open session. `report` gets what comes of it, without the usual greeting. */
export async function orderIn(
  session: Session,
  order: string,
  report: (event: WalkEvent) => void,
  env: NodeJS.ProcessEnv,
): Promise<Carried> {
  const next = tellsNext(session, order) ? await nextLab(session.labId, session.kind, env) : undefined;
  const walk = createWalk({ session, looksAround: false, next });
  try {
    await walk.start();
    const events: WalkEvent[] = [];
    const stop = walk.on((event) => {
      events.push(event);
      report(event);
    });
    await walk.submit(order);
    stop();
    return { events, summary: walk.summary() };
  } finally {
    await walk.close();
  }
}

/** What comes after the lab is told by `/status`, and at its end: before that nobody looks through all labs for it. */
function tellsNext({ lab, progress }: Session, order: string): boolean {
  const open = standingsOf(lab, progress.now).filter(({ state }) => state === 'open');
  return order === '/status' || open.length <= 1;
}
