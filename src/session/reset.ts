import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { cleanSession } from './clean.ts';
import type { CleanReport } from './clean.ts';
import type { Session } from './session.ts';

export interface ResetReport {
  readonly cleaned: CleanReport;
  /** Folder that holds the old progress and transcript. */
  readonly archive: string;
}

/**
 * Cleans, and puts progress, transcript and ledger into the archive, so that the next opening begins anew and
 * nothing that the learner did is lost. The session object is closed by this.
 */
export async function resetSession(session: Session): Promise<ResetReport> {
  await session.close();
  const cleaned = await cleanSession(session);
  const { paths, ledger } = session;
  const archive = path.join(paths.archive, new Date().toISOString().replaceAll(':', ''));
  mkdirSync(archive, { recursive: true, mode: 0o700 });
  // What could not be removed is still the session's: the next cleaning tries again.
  const left = ledger.entries().length > 0;
  for (const file of [paths.progress, paths.transcript, ...(left ? [] : [paths.ledger])]) {
    if (existsSync(file)) renameSync(file, path.join(archive, path.basename(file)));
  }
  return { cleaned, archive };
}
