import { EXIT, type ExitCode } from '../fault.ts';
import { createWalk } from '../runner/create-walk.ts';
import type { Terminal, Walk } from '../runner/walk.ts';
import type { Session } from '../session/session.ts';
import { walkLines } from '../ui/plain/walk-lines.ts';
import { requireLab } from './catalog.ts';
import type { Invocation } from './command.ts';
import { nextLab } from './next-lab.ts';
import { openLab } from './open-lab.ts';

/** Opens the session of the lab that was named, and the walk through it, for a screen. */
export async function openWalk(
  { arguments: [name], values, env }: Invocation,
  terminal: Terminal,
): Promise<{ walk: Walk; session: Session }> {
  const { session, ...told } = await openLab(await requireLab(name!), values, env);
  const next = await nextLab(session.labId, session.kind, env);
  return { session, walk: createWalk({ session, terminal, drawsMap: true, next, ...told }) };
}

/** Walks the lab line by line; closes its session at the end. */
export async function walkInLines(invocation: Invocation): Promise<ExitCode> {
  const {
    arguments: [name],
    values,
    env,
  } = invocation;
  const { session, ...told } = await openLab(await requireLab(name!), values, env);
  try {
    const next = await nextLab(session.labId, session.kind, env);
    const summary = await walkLines({
      ...invocation,
      createWalk: (terminal) => createWalk({ session, terminal, next, ...told }),
      json: values.flag('json'),
    });
    return summary.complete ? EXIT.done : EXIT.failed;
  } finally {
    await session.close();
  }
}
