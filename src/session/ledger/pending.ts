import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isAlive, ownIdentity } from '../../engine/process-identity.ts';
import type { ProcessIdentity } from '../../engine/process-identity.ts';
import { writeAtomically } from '../atomic-file.ts';
import type { Before } from './ledger.ts';

/** A command that was begun, and of which nobody wrote down yet what it created. */
export interface Pending {
  /** Id of the transcript's entry. */
  readonly command: string;
  /** Secrets are out. */
  readonly line: string;
  readonly before: Before;
}

export function noteCommand(folder: string, pending: Pending): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeAtomically(fileOf(folder, pending.command), JSON.stringify({ ...pending, owner: ownIdentity() }));
}

export function forgetPending(folder: string, command: string): void {
  rmSync(fileOf(folder, command), { force: true });
}

/** Commands whose app has ended without writing down what they created, oldest first. */
export function pendingCommands(folder: string): Pending[] {
  return namesIn(folder)
    .flatMap((name) => {
      try {
        return [
          JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Pending & { owner: ProcessIdentity },
        ];
      } catch {
        return []; // Torn, or written down just now.
      }
    })
    .filter(({ owner }) => !isAlive(owner))
    .sort((a, b) => a.before.at - b.before.at);
}

const fileOf = (folder: string, command: string): string => path.join(folder, `${command}.json`);

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}
