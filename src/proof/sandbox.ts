import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { stopPracticeEngine } from '../engine/practice-process.ts';
import { socketPath } from '../engine/socket-path.ts';
import { endProcessesOf } from './processes.ts';

const PREFIX = 'registry-workshop-proof-';
/** Names the process that the folder belongs to; `kept` instead of a pid when it is to stay. */
const OWNER = 'owner';
/** A folder is without an owner for a moment only; after this it was abandoned in that moment. */
const YOUNG_MS = 60_000;

/** A temporary folder that holds all that proofs write: nothing of the learner's own is touched. */
export interface Sandbox {
  readonly folder: string;
  /** A folder in it for one proof. */
  room(name: string): Promise<Room>;
  /** Removes the folder and ends what runs in it. With `keep` the folder stays, and only what runs ends. */
  close(options?: { keep?: boolean }): Promise<void>;
}

/** Where one proof lives: the only places that its lab has reason to write to. */
export interface Room {
  readonly folder: string;
  /** WORKSHOP_STATE. */
  readonly state: string;
  /** HOME: what a lab leaves there it would leave in the learner's. */
  readonly home: string;
  /** TMPDIR. */
  readonly tmp: string;
}

export async function openSandbox(parent = os.tmpdir()): Promise<Sandbox> {
  const folder = await mkdtemp(path.join(parent, PREFIX));
  await writeFile(path.join(folder, OWNER), `${process.pid}\n`);
  return {
    folder,
    room: (name) => makeRoom(path.join(folder, name)),
    async close({ keep = false } = {}) {
      if (keep) await writeFile(path.join(folder, OWNER), 'kept\n');
      await endAllIn(folder);
      if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
    },
  };
}

/**
 * Removes the folders of runs that were killed, with the engines and programs that they left running. `before` gets
 * each folder first, to take back what is elsewhere. Returns the removed folders; kept ones, those of running
 * processes and those of other users stay.
 */
export async function sweepSandboxes(
  before: (folder: string) => Promise<void> = async () => {},
  parent = os.tmpdir(),
): Promise<string[]> {
  const names = (await readdir(parent).catch(() => [])).filter((name) => name.startsWith(PREFIX));
  const swept: string[] = [];
  for (const folder of names.map((name) => path.join(parent, name))) {
    if (!(await isAbandoned(folder))) continue;
    await before(folder).catch(() => undefined);
    await endAllIn(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
    swept.push(folder);
  }
  return swept;
}

/** The folders of sessions in a sandbox. */
export async function sessionFolders(sandbox: string): Promise<string[]> {
  const list = (folder: string) => readdir(folder).catch(() => []);
  const found = (await list(sandbox)).map(async (room) => {
    const sessions = path.join(sandbox, room, 'state', 'sessions');
    return (await list(sessions)).map((name) => path.join(sessions, name));
  });
  return (await Promise.all(found)).flat();
}

async function makeRoom(folder: string): Promise<Room> {
  const room = {
    folder,
    state: path.join(folder, 'state'),
    home: path.join(folder, 'home'),
    tmp: path.join(folder, 'tmp'),
  };
  for (const each of [room.state, room.home, room.tmp]) await mkdir(each, { recursive: true, mode: 0o700 });
  return room;
}

async function endAllIn(folder: string): Promise<void> {
  const engines = (await sessionFolders(folder)).map((session) => path.join(session, 'engine'));
  await Promise.all(engines.map((engine) => stopPracticeEngine(engine).catch(() => false)));
  await endProcessesOf(folder);
  // A socket whose path would be too long stands elsewhere.
  const elsewhere = engines
    .map((engine) => path.dirname(socketPath(engine)))
    .filter((each) => !each.startsWith(folder));
  await Promise.all(elsewhere.map((each) => rm(each, { recursive: true, force: true })));
}

async function isAbandoned(folder: string): Promise<boolean> {
  const stats = await stat(folder).catch(() => undefined);
  if (!stats?.isDirectory() || stats.uid !== os.userInfo().uid) return false;
  const owner = (await readFile(path.join(folder, OWNER), 'utf8').catch(() => '')).trim();
  if (owner === 'kept') return false;
  if (!/^\d+$/.test(owner)) return Date.now() - stats.mtimeMs > YOUNG_MS;
  return !isRunning(Number(owner));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
