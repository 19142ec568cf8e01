import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from '../engine/process-identity.ts';
import type { ProcessIdentity } from '../engine/process-identity.ts';
import { withLock } from './lock.ts';

const NAME = 'registry-workshop-ports-';
const MOST_TRIES = 5;

/** Each user of the machine writes into a folder of their own, which the others may read. */
const ownFolder = (): string => path.join(os.tmpdir(), `${NAME}${process.getuid?.() ?? 'user'}`);

/**
 * Keeps a TCP port of this machine for a lab that will listen on it some steps later; in a class many begin at the
 * same minute, and a port that is free then is not enough. False when a process that still runs has it. The claim
 * lapses when its owner ends. It is a courtesy: where it cannot be written, the port is granted.
 */
export async function claimPort(port: number, owner: ProcessIdentity): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    try {
      const folder = ownFolder();
      if (!openFolder(folder)) return true;
      // A session that goes on, or asks twice, has it already.
      const held = read(path.join(folder, String(port)));
      if (held && isSame(held, owner)) return true;
      return await withLock(path.join(folder, 'lock'), () => claim(folder, port, owner));
    } catch (error) {
      // The folder was removed under us when another session was cleaned.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return true;
    }
  }
  return true;
}

function claim(folder: string, port: number, owner: ProcessIdentity): boolean {
  sweep(folder);
  const holder = claimsOf(port).find(isAlive);
  if (holder) return isSame(holder, owner);
  const file = path.join(folder, String(port));
  writeFileSync(file, JSON.stringify(owner));
  // Somebody of another folder may have written in the same moment: then both move on.
  const alone = claimsOf(port).every((each) => isSame(each, owner) || !isAlive(each));
  if (!alone) rmSync(file, { force: true });
  return alone;
}

/**
 * Removes what processes that have ended had claimed, and what `leaving` has, and the folder when no claim is left in it.
 */
export function removeLapsedClaims(leaving?: ProcessIdentity): void {
  try {
    sweep(ownFolder(), leaving);
    rmdirSync(ownFolder());
  } catch {
    // Others still have claims, or there never was one.
  }
}

/** Where anybody may make folders, one of that name may be somebody else's: then nothing is written into it. */
function openFolder(folder: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
}

function sweep(folder: string, leaving?: ProcessIdentity): void {
  for (const name of readdirSync(folder)) {
    if (!/^\d+$/.test(name)) continue;
    const claim = read(path.join(folder, name));
    const holds = claim && isAlive(claim) && !(leaving && isSame(claim, leaving));
    if (!holds) rmSync(path.join(folder, name), { force: true });
  }
}

/** What every user's processes say about the port. */
function claimsOf(port: number): ProcessIdentity[] {
  return readdirSync(os.tmpdir())
    .filter((name) => name.startsWith(NAME))
    .flatMap((name) => read(path.join(os.tmpdir(), name, String(port))) ?? []);
}

function read(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

const isSame = (a: ProcessIdentity, b: ProcessIdentity): boolean =>
  a.pid === b.pid && a.started === b.started;
