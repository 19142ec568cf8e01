import { existsSync, readFileSync, renameSync, unwatchFile, watch, watchFile } from 'node:fs';
import path from 'node:path';
import { EXIT, Fault } from '../fault.ts';
import { writeAtomically } from './atomic-file.ts';
import { withLock } from './lock.ts';
import { PROGRESS_FORMAT, progressSchema } from './progress.ts';
import type { Progress } from './progress.ts';

/** A longer silence than this is a pause, and does not count as time at work. */
const PAUSE_MS = 5 * 60_000;
/** Where the file system tells nothing (network mounts), the file is looked at this often. */
const LOOK_AGAIN_MS = 1000;

/** progress.json, shared by every process that works on the session. */
export interface ProgressFile {
  /** As last read or written by this object. */
  readonly now: Progress;
  /** What is on disk at this moment. */
  read(): Progress;
  /** Reads, changes and writes under a lock: two terminals never lose an update. Resolves to what was written. */
  update(change: (progress: Progress) => Progress): Promise<Progress>;
  /** Tells each change that another process or object made. Returns what stops it. */
  watch(listener: (progress: Progress) => void): () => void;
}

export function openProgressFile(file: string): ProgressFile {
  let now = readProgress(file);
  return {
    get now() {
      return now;
    },
    read: () => (now = readProgress(file)),
    update: (change) =>
      withLock(`${file}.lock`, () => {
        const before = readProgress(file);
        now = write(file, counted(before, change(before)));
        return now;
      }),
    watch(listener) {
      const look = () => {
        const seen = readIfWhole(file);
        if (!seen || seen.revision === now.revision) return;
        now = seen;
        listener(seen);
      };
      // The file is replaced at each write, so its folder is watched.
      const watcher = watch(path.dirname(file), { persistent: false }, look);
      watcher.on('error', () => watcher.close());
      watchFile(file, { persistent: false, interval: LOOK_AGAIN_MS }, look);
      return () => {
        watcher.close();
        unwatchFile(file, look);
      };
    },
  };
}

/** Writes the first progress of a session. */
export function createProgress(file: string, progress: Progress): void {
  write(file, progress);
}

/**
 * Puts a progress.json that cannot be read aside, so that the session can begin anew and nothing is lost.
 * Returns the new name, or undefined when the file is fine or not there.
 */
export function setDamagedAside(file: string): string | undefined {
  if (!existsSync(file) || readIfWhole(file)) return undefined;
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
  renameSync(file, aside);
  return aside;
}

function write(file: string, progress: Progress): Progress {
  writeAtomically(file, `${JSON.stringify(progress, null, 2)}\n`);
  return progress;
}

function counted(before: Progress, after: Progress): Progress {
  const at = new Date();
  const gap = at.getTime() - Date.parse(before.usedAt);
  const worked = gap > 0 && gap < PAUSE_MS && after.usedAt === before.usedAt ? gap : 0;
  return {
    ...after,
    usedAt: at.toISOString(),
    activeMs: after.activeMs + worked,
    revision: before.revision + 1,
  };
}

function readProgress(file: string): Progress {
  const progress = readIfWhole(file);
  if (progress) return progress;
  throw new Fault({
    what: 'the progress of this session is missing or damaged',
    where: file,
    todo: 'Start the lab again: what is there is kept beside it, and nothing is lost.',
  });
}

/** Undefined when missing or damaged; of a newer program's file a Fault, or undefined where that is no matter. */
export function readIfWhole(file: string, newer: 'fault' | 'skip newer' = 'fault'): Progress | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > PROGRESS_FORMAT) {
    if (newer === 'skip newer') return undefined;
    throw new Fault({
      what: `this session was written by a newer registry-workshop (format ${format}, this program knows ${PROGRESS_FORMAT})`,
      where: file,
      todo: 'Update registry-workshop, or set WORKSHOP_STATE to another folder and start anew there.',
      exit: EXIT.usage,
    });
  }
  const parsed = progressSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
