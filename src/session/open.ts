import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { connectEngine } from '../engine/connect.ts';
import type { Engine, EngineKind, EngineTls } from '../engine/engine.ts';
import { dockerOrReason, tryCandidate } from '../engine/find-docker.ts';
import { hasRoutingMesh } from '../engine/routing-mesh.ts';
import { ensurePracticeEngine, practiceEngineProcess } from '../engine/practice-process.ts';
import { ownIdentity } from '../engine/process-identity.ts';
import type { ProcessIdentity } from '../engine/process-identity.ts';
import { Fault } from '../fault.ts';
import { expandLab } from '../lab/expand.ts';
import type { Lab, Variables } from '../lab/lab.ts';
import { chooseVariables } from '../lab/variables.ts';
import { removeAbandonedParts } from './atomic-file.ts';
import { createSession } from './create-session.ts';
import { beginLedger, openLedger } from './ledger/ledger.ts';
import type { Ledger } from './ledger/ledger.ts';
import { mayCreate } from './ledger/may-create.ts';
import { withLock } from './lock.ts';
import { missingNeeds } from './missing-needs.ts';
import { createFolders, sessionPaths } from './paths.ts';
import type { SessionPaths } from './paths.ts';
import { cleanedNotice, isCleaned, prepareSession } from './prepare.ts';
import { claimPort } from './port-claims.ts';
import { portFree, publishes } from './ports.ts';
import { createProgress, openProgressFile, setDamagedAside } from './progress-file.ts';
import { PROGRESS_FORMAT } from './progress.ts';
import type { Progress } from './progress.ts';
import type { Session } from './session.ts';
import { sessionName, sessionsDir, stateDir } from './state-dir.ts';
import type { Environment } from './state-dir.ts';
import { imagesToLose, takenFault, takenNames, takenNotice } from './taken-names.ts';

export interface OpenOptions {
  /** As loaded, not expanded. */
  readonly lab: Lab;
  readonly engineKind: EngineKind;
  /** A real engine's address; else the one that the learner's own docker command uses. */
  readonly engineHost?: string | undefined;
  readonly engineTls?: EngineTls | undefined;
  /** Values given by `--var name=value`. */
  readonly given: Variables;
  readonly env: Environment;
}

export interface Opened {
  readonly session: Session;
  readonly resumed: boolean;
  /** What the learner should know, one sentence each. */
  readonly notices: readonly string[];
}

/**
 * Creates the session of a lab, or goes on with the one that is there: same variables, same folder, same engine
 * data. Starts the practice engine. Throws a Fault when the engine is not there, a variable does not fit, or the
 * session was written by a newer program.
 */
export async function openSession(options: OpenOptions): Promise<Opened> {
  const { lab, engineKind, engineHost, engineTls, given, env } = options;
  const name = sessionName(lab.id, engineKind);
  const paths = sessionPaths(path.join(sessionsDir(env), name));
  const cleaned = isCleaned(paths);
  createFolders(paths);
  return withLock(path.join(paths.folder, 'open.lock'), async () => {
    const notices: string[] = [];
    removeAbandonedParts(paths.folder);
    const damaged = setDamagedAside(paths.progress);
    if (damaged) {
      notices.push(
        `The progress of this lab could not be read. It is kept as ${damaged}; the lab begins anew.`,
      );
    }
    const resumed = existsSync(paths.progress);
    if (resumed && cleaned && anyDone(openProgressFile(paths.progress).now))
      notices.push(cleanedNotice(lab.id));
    const engine = await reachEngine(engineKind, { host: engineHost, tls: engineTls }, paths, env);
    // In practice ports are promised for as long as the engine lives, which is longer than this process.
    const claimant = practiceEngineProcess(paths.engine) ?? ownIdentity();
    const vars = resumed
      ? await keptVariables(lab, given, paths, engine, claimant, notices)
      : await newVariables(lab, given, engine, claimant, notices);
    // A start that was refused left its look at the engine of that day.
    if (!resumed && openLedger(paths, engine).entries().length === 0) rmSync(paths.ledger, { force: true });
    await beginLedger(paths, engine, name);
    const ledger = openLedger(paths, engine);
    if (engineKind === 'docker') {
      if (resumed) await recoverKilled(ledger, vars);
      notices.push(...(await lookAround(engine, expandLab(lab, vars), vars, ledger, resumed)));
    }
    if (!resumed) notices.push(...(await missingNeeds(expandLab(lab, vars), engine, env)));
    prepareSession(paths, engine, ledger.session, env);

    const now = new Date().toISOString();
    if (!resumed) {
      const times = { createdAt: now, usedAt: now, activeMs: 0, revision: 0 };
      createProgress(paths.progress, {
        format: PROGRESS_FORMAT,
        lab: lab.id,
        file: lab.file,
        engine: engineKind,
        engineHost: engineKind === 'docker' ? engine.host : undefined,
        engineTls: engine.tls,
        vars,
        steps: {},
        ...times,
      });
    }
    const progress = openProgressFile(paths.progress);
    if (resumed) {
      // A new sitting: the time since the last one was a pause.
      await progress.update((was) => ({ ...was, file: lab.file, vars, usedAt: now }));
    }
    const session = createSession({
      lab: expandLab(lab, vars, engineKind),
      name,
      paths,
      engine,
      progress,
      env,
      stateDir: stateDir(env),
    });
    return { session, resumed, notices };
  });
}

/** On an engine that others use, names may be taken. Throws a Fault when a lab that begins cannot have its own. */
async function lookAround(
  engine: Engine,
  lab: Lab,
  vars: Variables,
  ledger: Ledger,
  resumed: boolean,
): Promise<string[]> {
  const taken = await takenNames(engine, lab, { session: ledger.session, entries: ledger.entries() });
  if (resumed) return taken.map(takenNotice);
  if (taken.length > 0) throw takenFault(taken, lab, vars);
  return imagesToLose(lab, ledger.baseline().engine.images).map(
    (image) =>
      `The image \`${image}\` is on this engine already. A step of this lab tells to remove it; to keep it, skip that step.`,
  );
}

const anyDone = ({ steps }: Progress): boolean => Object.values(steps).some(({ state }) => state === 'done');

/** What was made by a command whose app was killed, and in other terminals since, goes into the ledger now. */
async function recoverKilled(ledger: Ledger, vars: Variables): Promise<void> {
  await ledger.recover((line) => mayCreate(line, vars));
  await ledger.observe();
}

/** The engine of a session: practice is started, a real one must be there. */
export async function reachEngine(
  kind: EngineKind,
  { host, tls }: { readonly host: string | undefined; readonly tls?: EngineTls | undefined },
  paths: SessionPaths,
  env: Environment,
): Promise<Engine> {
  if (kind === 'practice') {
    return connectEngine({ kind, host: (await ensurePracticeEngine(paths.engine)).host });
  }
  const found = host ? await tryCandidate({ host, tls }) : await dockerOrReason(env);
  if (found instanceof Fault) throw found;
  return found;
}

async function newVariables(
  lab: Lab,
  given: Variables,
  engine: Engine,
  claimant: ProcessIdentity,
  notices: string[],
): Promise<Variables> {
  const choice = await chooseVariables(lab, given, {
    portFree,
    claimPort: (port) => claimPort(port, claimant),
    hasMesh: () => hasRoutingMesh(engine),
  });
  if (choice instanceof Fault) throw choice;
  notices.push(...choice.notices);
  return choice.values;
}

/** A session keeps what was chosen at its beginning; only variables that the lab got since are chosen now. */
async function keptVariables(
  lab: Lab,
  given: Variables,
  paths: SessionPaths,
  engine: Engine,
  claimant: ProcessIdentity,
  notices: string[],
): Promise<Variables> {
  const kept = openProgressFile(paths.progress).now.vars;
  const settled: Record<string, string> = {};
  for (const [name, { type }] of Object.entries(lab.vars)) {
    const value = kept[name];
    if (value !== undefined && type !== 'derived' && type !== 'chosen') settled[name] = value;
    if (value !== undefined && given[name] !== undefined && given[name] !== value) {
      notices.push(
        `This session keeps ${name} = ${value}; for ${given[name]}, begin anew with \`workshop reset ${lab.id}\`.`,
      );
    }
    if (value !== undefined && type === 'port' && !(await portFree(Number(value)))) {
      if (!(await publishes(engine, Number(value)))) {
        notices.push(
          `Port ${value} of this session is taken by another program. End it, or begin anew with \`workshop reset ${lab.id}\`.`,
        );
      }
    }
  }
  const ours = new Set(Object.values(settled));
  const choice = await chooseVariables(
    lab,
    { ...given, ...settled },
    {
      portFree: (port) => ours.has(String(port)) || portFree(port),
      claimPort: (port) => claimPort(port, claimant),
      hasMesh: () => hasRoutingMesh(engine),
    },
  );
  if (choice instanceof Fault) throw choice;
  notices.push(...choice.notices);
  return choice.values;
}
