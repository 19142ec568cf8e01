import { existsSync, rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { EngineKind } from '../engine/engine.ts';
import { stopPracticeEngine } from '../engine/practice-process.ts';
import { socketPath } from '../engine/socket-path.ts';
import path from 'node:path';
import { mayCreate } from './ledger/may-create.ts';
import { removeFromEngine } from './ledger/remove-from-engine.ts';
import { removeWorkFiles } from './ledger/remove-work-files.ts';
import type { LedgerEntry } from './ledger/ledger.ts';
import { removeLapsedClaims } from './port-claims.ts';
import type { Session } from './session.ts';

/**
 * `removed`, or `would-remove` in a dry run; `gone`: was not there any more; `kept`: no longer the session's, or
 * still needed, see the reason; `failed`: the engine or the system refused.
 */
export type Outcome = 'removed' | 'would-remove' | 'gone' | 'kept' | 'failed';

export interface CleanItem {
  readonly entry: LedgerEntry;
  readonly outcome: Outcome;
  /** One sentence without a final period. */
  readonly reason?: string | undefined;
}

export interface CleanReport {
  readonly engine: EngineKind;
  readonly dryRun: boolean;
  /** In the order of removal. */
  readonly items: readonly CleanItem[];
  /** The practice engine was running, and was ended (or would be). */
  readonly engineStopped: boolean;
  /** What stays of the session, absolute: progress, transcript. */
  readonly kept: readonly string[];
}

export interface CleanOptions {
  readonly dryRun?: boolean | undefined;
  /** Also progress, transcript and all else that we wrote: as if the lab had never been started. */
  readonly forget?: boolean | undefined;
}

/** Apps that start an engine while it is removed: more than that do so on purpose. */
const MOST_ENGINES = 5;

/**
 * Removes what the ledger lists, as long as it still is what the session created, and nothing else; then ends the
 * practice engine and removes its data. What could not be removed stays in the ledger for the next time.
 */
export async function cleanSession(session: Session, options: CleanOptions = {}): Promise<CleanReport> {
  const { ledger, paths, engine } = session;
  const { dryRun = false, forget = false } = options;
  if (!dryRun) await ledger.recover((line) => mayCreate(line, session.vars)).catch(() => []);
  // Files that containers write into may come only now.
  await ledger.observe().catch(() => []);
  const entries = ledger.entries();
  const onEngine = entries.filter(({ kind }) => kind !== 'file' && kind !== 'folder');
  const inWork = entries.filter(({ kind }) => kind === 'file' || kind === 'folder');
  const answers = await engine.api.ping().then(
    () => true,
    () => false,
  );
  const practice = engine.kind === 'practice';
  const items: CleanItem[] = answers
    ? await removeFromEngine(engine, onEngine, ledger.baseline().engine, dryRun)
    : onEngine.map((entry) => unreachable(entry, practice, dryRun));
  let engineStopped = practice && answers;
  if (practice && !dryRun) {
    engineStopped = await removePracticeEngine(paths.engine);
  }
  items.push(...removeWorkFiles(paths.work, inWork, dryRun));
  if (!dryRun) {
    ledger.strike(
      items.filter(({ outcome }) => outcome === 'removed' || outcome === 'gone').map(({ entry }) => entry),
    );
    await removeOwnFolders(session, forget);
    removeLapsedClaims();
  }
  const kept = forget ? [] : [paths.progress, paths.transcript];
  return { engine: engine.kind, dryRun, items, engineStopped, kept };
}

/** Ends the engine and removes its data, also when another app starts one at this very moment. */
async function removePracticeEngine(folder: string): Promise<boolean> {
  let stopped = false;
  for (let tries = 0; tries < MOST_ENGINES; tries++) {
    stopped = (await stopPracticeEngine(folder)) || stopped;
    // What an engine that begins or ends still writes is removed in another round.
    await removeFolder(folder);
    if (!existsSync(folder)) break;
  }
  const socket = socketPath(folder);
  if (!socket.startsWith(folder)) await removeFolder(path.dirname(socket));
  return stopped;
}

/** The data of a practice engine is the session's folder: it goes, running or not. A real one must answer. */
function unreachable(entry: LedgerEntry, practice: boolean, dryRun: boolean): CleanItem {
  if (practice) return { entry, outcome: dryRun ? 'would-remove' : 'removed' };
  return { entry, outcome: 'failed', reason: 'the engine does not answer' };
}

/** Logins and the shell's state go in any case: after cleaning they lead nowhere. */
async function removeOwnFolders({ paths }: Session, forget: boolean): Promise<void> {
  for (const each of [paths.docker, paths.curl, paths.shell, paths.bin, paths.pending])
    await removeFolder(each);
  if (!forget) return;
  for (const each of [paths.progress, paths.transcript, paths.ledger, paths.archive]) {
    await removeFolder(each);
  }
  for (const folder of [paths.work, paths.folder]) {
    try {
      rmdirSync(folder);
    } catch {
      // Something is in it that is not ours.
    }
  }
}

/** Looks again what came in between, as `rmSync` does not: a command in another terminal, or an engine, may write on. */
function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
}
