import { linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive, ownIdentity } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

export type LockResult =
  | {
      readonly held: true;
      /** False when the folder was removed, or taken over: then this process is master of nothing. */
      stillHeld(): boolean;
      release(): void;
    }
  | { readonly held: false; readonly owner: ProcessIdentity };

/**
 * One owner per folder, by files alone (Node has no `flock`).
 *
 * The owner is whoever made the `owner.N` with the highest N, as long as it lives. To follow a dead owner is to make
 * `owner.N+1`, which the file system grants to one process only; older files are removed after that, never before,
 * so that nobody can make one of them again unnoticed: who finds a higher number after making its own gives way.
 * For the same reason an owner that leaves marks its file and lets it lie: the numbers never start again.
 */
export function takeLock(folder: string): LockResult {
  makeFolder(folder);
  const own = ownIdentity();
  const draft = path.join(folder, `.draft.${own.pid}.${Math.random().toString(36).slice(2)}`);
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    for (;;) {
      const last = highest(folder);
      const owner = last === 0 ? undefined : read(folder, last);
      if (owner && isAlive(owner)) return { held: false, owner };
      const file = path.join(folder, name(last + 1));
      try {
        // A link appears with its content complete; a file that is opened and then written does not.
        linkSync(draft, file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
        throw error;
      }
      if (highest(folder) > last + 1) {
        rmSync(file, { force: true });
        continue;
      }
      const holds = (): boolean => read(folder, last + 1)?.pid === own.pid;
      for (const number of numbers(folder)) {
        if (number <= last) rmSync(path.join(folder, name(number)), { force: true });
      }
      return {
        held: true,
        stillHeld: () => holds(),
        // A folder that was removed and made anew may have the same number again, of another owner.
        release: () => (holds() ? release(file) : undefined),
      };
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Who owns the folder now, if anybody does. */
export function lockOwner(folder: string): ProcessIdentity | undefined {
  const last = highest(folder);
  const owner = last === 0 ? undefined : read(folder, last);
  return owner && isAlive(owner) ? owner : undefined;
}

/** Only inside a folder that is there: whoever removed that wants no owner in it. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function release(file: string): void {
  const draft = `${file}.left`;
  try {
    writeFileSync(draft, JSON.stringify({ pid: 0, started: '' } satisfies ProcessIdentity), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // The folder is gone, and the lock with it.
  }
}

const name = (number: number): string => `owner.${number}`;

function numbers(folder: string): number[] {
  try {
    return readdirSync(folder)
      .flatMap((entry) => /^owner\.(\d+)$/.exec(entry)?.[1] ?? [])
      .map(Number);
  } catch {
    return [];
  }
}

const highest = (folder: string): number => Math.max(0, ...numbers(folder));

function read(folder: string, number: number): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, name(number)), 'utf8')) as ProcessIdentity;
  } catch {
    // Gone in between, or written by a machine that lost power: nobody who lives.
    return undefined;
  }
}
