import { EXIT, Fault } from '../fault.ts';
import { currentSession, type CurrentOptions } from '../session/current.ts';
import type { Session } from '../session/session.ts';
import { requireLabFile } from './catalog.ts';
import type { Invocation } from './command.ts';

/**
 * Opens the session of the lab that the first argument names, or the one used last, for as long as `work` takes.
 * Throws a Fault when there is none.
 */
export async function inSession<T>(
  { arguments: [labId], env }: Invocation,
  options: CurrentOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await currentSession(env, labId, options);
  if (!session) throw await notStarted(labId);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

async function notStarted(labId: string | undefined): Promise<Fault> {
  if (labId !== undefined) await requireLabFile(labId);
  return new Fault({
    what: labId === undefined ? 'no lab was started yet' : `the lab ${labId} was not started yet`,
    todo: `begin with \`workshop start ${labId ?? 'local-registry'}\``,
    exit: EXIT.usage,
  });
}
