import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../fault.ts';

/** Holders keep it for milliseconds; one this old was stopped or its pid was given to another process. */
const STALE_AFTER_MS = 15_000;
const GIVE_UP_AFTER_MS = 30_000;

/** Runs `work` while no other process runs it under the same lock file. A holder that died is succeeded. */
export async function withLock<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  const mine = `${process.pid} ${randomBytes(8).toString('hex')}\n`;
  const until = Date.now() + GIVE_UP_AFTER_MS;
  while (!take(file, mine)) {
    breakStale(file);
    if (Date.now() > until) {
      throw new Fault({
        what: 'another workshop process holds this lock for too long',
        where: file,
        todo: 'End the other process, or remove the file if there is none.',
      });
    }
    await delay(1 + Math.random() * 9);
  }
  try {
    return await work();
  } finally {
    if (contentOf(file) === mine) rmSync(file, { force: true });
  }
}

/** A hard link appears with its content, so nobody ever sees a lock without its owner. */
function take(file: string, content: string): boolean {
  const beside = `${file}.${content.trim().replace(' ', '.')}.part`;
  writeFileSync(beside, content, { mode: 0o600 });
  try {
    linkSync(beside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
}

function breakStale(file: string): void {
  const seen = contentOf(file);
  if (seen === undefined || !isStale(file, seen)) return;
  // Two that see the same dead holder must not both break: the second would remove the first one's new lock.
  const breaking = `${file}.breaking`;
  const since = statSync(breaking, { throwIfNoEntry: false })?.mtimeMs;
  if (since !== undefined && Date.now() - since > STALE_AFTER_MS) rmSync(breaking, { force: true });
  if (!take(breaking, `${process.pid} ${randomBytes(8).toString('hex')}\n`)) return;
  try {
    if (contentOf(file) === seen) rmSync(file, { force: true });
  } finally {
    rmSync(breaking, { force: true });
  }
}

function isStale(file: string, content: string): boolean {
  const since = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (since === undefined) return false;
  return !isAlive(Number.parseInt(content, 10)) || Date.now() - since > STALE_AFTER_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
