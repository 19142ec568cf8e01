import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Engine } from '../src/engine/engine.ts';
import { findDocker } from '../src/engine/find-docker.ts';

const host = process.env.WORKSHOP_TEST_DOCKER_HOST;

/**
 * The real engine that a test may change: the one named by WORKSHOP_TEST_DOCKER_HOST, never the one that the person at
 * this machine works with.
 */
export async function realEngine(): Promise<Engine | undefined> {
  return host ? findDocker({ ...process.env, DOCKER_HOST: host }) : undefined;
}

/**
 * Makes the tests of a file wait until no other file works on the real engine: what a session made is told from what
 * is there before and after a command, and another test's images in between would count as its own.
 */
export function aloneOnRealEngine(): void {
  if (!host) return;
  const lock = path.join(
    tmpdir(),
    `real-engine-${createHash('sha256').update(host).digest('hex').slice(0, 16)}.lock`,
  );
  beforeAll(async () => {
    while (!taken(lock)) await new Promise((resolve) => setTimeout(resolve, 50));
  }, 300_000);
  afterAll(() => rmSync(lock, { force: true }));
}

function taken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!holderLives(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function holderLives(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')) || process.pid, 0);
    return true;
  } catch (error) {
    // Anything else than "no such process" (the lock was released just now, say) is no reason to take it away.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
