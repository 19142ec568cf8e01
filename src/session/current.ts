import { existsSync } from 'node:fs';
import { kinds } from '../checks/kinds.ts';
import { connectEngine } from '../engine/connect.ts';
import { packageRoot } from '../engine/package-root.ts';
import { socketPath } from '../engine/socket-path.ts';
import { EXIT, Fault } from '../fault.ts';
import { findLabs, labName } from '../lab/content.ts';
import { expandLab } from '../lab/expand.ts';
import type { Lab } from '../lab/lab.ts';
import { loadLab } from '../lab/load.ts';
import { formatProblem } from '../lab/problem.ts';
import { createSession } from './create-session.ts';
import { listSessions } from './list-sessions.ts';
import type { SessionSummary } from './list-sessions.ts';
import { reachEngine } from './open.ts';
import { openProgressFile } from './progress-file.ts';
import type { Session } from './session.ts';
import { stateDir } from './state-dir.ts';
import type { Environment } from './state-dir.ts';

export interface CurrentOptions {
  /** False: the engine is left as it is, for what asks nothing of it (`hint`, `status`, `clean`). Default true. */
  readonly startEngine?: boolean | undefined;
}

/**
 * The session that a command in another terminal means: the one whose shell this is, else the latest used one, of
 * the given lab when there is one. Undefined when nothing was started. A Fault when its lab does not load any more.
 */
export async function currentSession(
  env: Environment,
  labId?: string,
  { startEngine = true }: CurrentOptions = {},
): Promise<Session | undefined> {
  const summary = choose(listSessions(env), env.WORKSHOP_SESSION, labId);
  if (!summary) return undefined;
  const { name, kind, paths, progress } = summary;
  const lab = await labOf(progress.file, progress.lab);
  const { engineHost: host, engineTls: tls } = progress;
  const engine = startEngine
    ? await reachEngine(kind, { host, tls }, paths, env)
    : kind === 'docker' && host
      ? connectEngine({ kind, host, tls })
      : connectEngine({ kind, host: `unix://${socketPath(paths.engine)}` });
  return createSession({
    lab: expandLab(lab, progress.vars, kind),
    name,
    paths,
    engine,
    progress: openProgressFile(paths.progress),
    env,
    stateDir: stateDir(env),
  });
}

function choose(
  sessions: readonly SessionSummary[],
  named: string | undefined,
  labId: string | undefined,
): SessionSummary | undefined {
  const candidates = sessions.filter((session) => labId === undefined || session.labId === labId);
  return candidates.find(({ name }) => name === named) ?? candidates[0];
}

/** The lab's file may have moved with the package (npx unpacks it anew each time): then it is found by its id. */
async function labOf(file: string, id: string): Promise<Lab> {
  const files = existsSync(file)
    ? [file]
    : (await findLabs([process.cwd(), packageRoot()])).filter((each) => labName(each) === id);
  const result = files[0] === undefined ? undefined : loadLab(files[0], { kinds });
  if (result?.lab) return result.lab;
  const problem = result?.problems[0];
  throw new Fault({
    what: problem ? formatProblem(problem) : `the lab ${id} is not there any more`,
    where: file,
    todo: 'Put the lab back, or correct it; `workshop lint` names all that is wrong.',
    exit: EXIT.usage,
  });
}
