import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EXIT, Fault } from '../fault.ts';
import { lockOwner } from '../practice/lock.ts';
import { isAlive } from '../practice/process-identity.ts';
import type { ProcessIdentity } from '../practice/process-identity.ts';
import { ask } from './ask.ts';
import { packageRoot } from './package-root.ts';
import { socketPath } from './socket-path.ts';

/** How long a start may take, in milliseconds; a loaded class machine is slow, a healthy one needs 0.2 s. */
const START_MS = 60_000;
/** How long an engine may take to close its containers and end. */
const STOP_MS = 10_000;
const POLL_MS = 15;

/**
 * Makes sure that a practice engine serves the folder, and returns its DOCKER_HOST. Starts `dist/engine.js` as a
 * process of its own, which outlives this one. Makes the folder, but not the one it is in. Throws a Fault that says
 * why when it cannot.
 */
export async function ensurePracticeEngine(folder: string): Promise<{ host: string; started: boolean }> {
  const socket = socketPath(folder);
  const host = `unix://${socket}`;
  // One that answers without owning the folder is ending: the folder was removed under it.
  if (owned(folder) && (await answers(host)) && owned(folder)) return { host, started: false };
  const deadline = Date.now() + START_MS;
  for (;;) {
    const child = start(folder, socket);
    const outcome = await ready(child);
    if (outcome === 'ready') return { host, started: true };
    // Somebody else was quicker: theirs will do, as soon as it answers.
    while (owned(folder) && Date.now() < deadline) {
      if (await answers(host)) return { host, started: false };
      await pause();
    }
    if (!existsSync(folder)) throw goneFolder(folder);
    if (outcome !== 'owned' || Date.now() >= deadline) {
      throw new Fault({
        what: `the practice engine does not start${outcome === 'owned' ? '' : `: ${outcome}`}`,
        where: path.join(folder, 'engine.log'),
        todo: 'Look at the end of that file; `workshop clean` removes the engine with all it holds.',
        exit: EXIT.missing,
      });
    }
  }
}

/** Ends the practice engine of a folder, its containers with it, and waits for that. False when none was there. */
export async function stopPracticeEngine(folder: string): Promise<boolean> {
  const owner = practiceEngineProcess(folder);
  if (!owner) return false;
  const answer = await ask(`unix://${socketPath(folder)}`, '/workshop/shutdown', { method: 'POST' });
  if (answer?.status !== 204 && owner.pid !== process.pid) signal(owner.pid, 'SIGTERM');
  const deadline = Date.now() + STOP_MS;
  // A process of its own has ended when it is gone; one that serves within this process has let go of its lock.
  const own = owner.pid === process.pid;
  while (own ? lockOwner(path.join(folder, 'owner')) !== undefined : isAlive(owner)) {
    if (Date.now() >= deadline) {
      if (!own) signal(owner.pid, 'SIGKILL');
      break;
    }
    await pause();
  }
  return true;
}

/**
 * Puts the practice engine of a folder to sleep: all its state is in the folder then. Returns its process, which stays;
 * undefined when there was none.
 */
export async function suspendPracticeEngine(folder: string): Promise<number | undefined> {
  const owner = practiceEngineProcess(folder);
  if (!owner) return undefined;
  const host = `unix://${socketPath(folder)}`;
  const answer = await ask(host, '/workshop/suspend', { method: 'POST', timeoutMs: STOP_MS });
  if (answer?.status === 204) return owner.pid;
  await stopPracticeEngine(folder);
  return undefined;
}

/** Wakes the practice engine of a folder, which then knows what the folder says. False when none is there. */
export async function resumePracticeEngine(folder: string): Promise<boolean> {
  const host = `unix://${socketPath(folder)}`;
  return (await ask(host, '/workshop/resume', { method: 'POST', timeoutMs: START_MS }))?.status === 204;
}

/** The process of the practice engine that serves the folder, if there is one. */
export function practiceEngineProcess(folder: string): ProcessIdentity | undefined {
  return lockOwner(path.join(folder, 'owner'));
}

const owned = (folder: string): boolean => practiceEngineProcess(folder) !== undefined;

async function answers(host: string): Promise<boolean> {
  return (await ask(host, '/_ping', { timeoutMs: 3000 }))?.status === 200;
}

function start(folder: string, socket: string): ChildProcess {
  makeFolder(folder);
  const entry = path.join(packageRoot(), 'dist', 'engine.js');
  if (!existsSync(entry)) {
    throw new Fault({
      what: 'the practice engine is not built',
      where: entry,
      todo: 'Run `npm run build` in the checkout.',
      exit: EXIT.missing,
    });
  }
  const log = openSync(path.join(folder, 'engine.log'), 'a', 0o600);
  try {
    return spawn(process.execPath, [entry, '--folder', folder, '--socket', socket], {
      // A folder that stays: the engine must not hold one that somebody wants to remove.
      cwd: path.parse(folder).root,
      detached: true,
      stdio: ['ignore', 'pipe', log],
      // It speaks with this machine alone: authorities of a company are of no use to it, and slow to read at each start.
      env: { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: undefined },
    });
  } finally {
    closeSync(log);
  }
}

/** An engine belongs into a session's folder: where that was removed, nobody wants an engine. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw goneFolder(folder);
    if (code !== 'EEXIST') throw error;
  }
}

function goneFolder(folder: string): Fault {
  return new Fault({
    what: 'the folder of this session was removed',
    where: path.dirname(folder),
    todo: 'Leave the lab, and start it again.',
    exit: EXIT.missing,
  });
}

/** Waits for the line that says ready, then lets go of the process. */
function ready(child: ChildProcess): Promise<'ready' | 'owned' | string> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (outcome: string): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      child.stdout?.destroy();
      child.unref();
      resolve(outcome);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      finish(`not ready within ${START_MS / 1000} s`);
    }, START_MS);
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('\n')) finish('ready');
    });
    child.once('error', (error) => finish(error.message));
    child.once('exit', (code, signalName) =>
      finish(code === EXIT.missing ? 'owned' : `it ended with ${signalName ?? `exit code ${code}`}`),
    );
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between, which is what was wanted.
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS));

/** The last lines of an engine's log, for a person who asks what went wrong. */
export function engineLogTail(folder: string, lines = 20): string {
  try {
    return readFileSync(path.join(folder, 'engine.log'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .join('\n');
  } catch {
    return '';
  }
}
