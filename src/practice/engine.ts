import { chmodSync, mkdirSync, renameSync, rmSync, rmdirSync, statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { EXIT, Fault } from '../fault.ts';
import type { ArchiveLimits } from './archive/limits.ts';
import { createApiServer } from './http/server.ts';
import { Host } from './host.ts';
import { HostSwitch } from './host-switch.ts';
import { IdleTimer } from './idle.ts';
import { takeLock } from './lock.ts';

/** How often an engine looks whether its folder is still there, in milliseconds, where the system does not tell. */
const FOLDER_CHECK_MS = 1000;

/** After this long without a request an engine ends by itself; running containers run again at its next start. */
export const DEFAULT_IDLE_MS = 4 * 60 * 60 * 1000;

export interface PracticeOptions {
  /** The engine's own folder: images, containers, volumes, log. Made when missing, with mode 0700. */
  readonly folder: string;
  /** The folder must be there already: one that is gone again was cleaned up. */
  readonly existing?: boolean | undefined;
  /** Path of the unix socket, at most 100 bytes. Its folder is made when missing, with mode 0700. */
  readonly socket: string;
  /** Milliseconds without a request after which the engine ends; 0 for never. */
  readonly idleMs?: number | undefined;
  /** How far archives and layers may grow when they are unpacked. */
  readonly limits?: ArchiveLimits | undefined;
  /** One line per thing worth telling; the process writes them to its log file. */
  readonly log?: ((line: string) => void) | undefined;
}

export interface PracticeEngine {
  /** Resolves when the engine has ended, for whatever reason. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts an engine in this process. Throws a Fault when another engine owns the folder.
 * Programs that were running when the last engine of the folder ended, or was killed, run again.
 */
export async function startPracticeEngine(options: PracticeOptions): Promise<PracticeEngine> {
  const { folder, socket, idleMs = DEFAULT_IDLE_MS, log = () => {} } = options;
  if (!options.existing) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ownerFolder = path.join(folder, 'owner');
  const lock = takeLock(ownerFolder);
  if (!lock.held) {
    throw new Fault({
      what: `another practice engine (process ${lock.owner.pid}) works in this folder`,
      where: folder,
      todo: 'Use that one, or end it first.',
      exit: EXIT.missing,
    });
  }
  try {
    let close: () => Promise<void> = () => Promise.resolve();
    const idle = new IdleTimer(idleMs, () => {
      log(`idle for ${idleMs / 1000} s`);
      void close();
    });
    const hosts = new HostSwitch(() => new Host(folder, log, () => void close(), options.limits));
    const server = createApiServer(hosts, { onBusy: (change) => idle.busy(change), log });
    await hosts.resume();
    const own = await listen(server, socket);
    log(`process ${process.pid} serves ${socket}`);
    // Whoever removes the folder of an engine wants no engine there.
    const stopWatching = whenItGoes(ownerFolder, lock.stillHeld, () => {
      log('the folder is gone');
      void close();
    });
    let closing: Promise<void> | undefined;
    let ended: () => void = () => {};
    const closed = new Promise<void>((resolve) => (ended = resolve));
    close = () => {
      closing ??= (async () => {
        idle.stop();
        stopWatching();
        const stopped = stopListening(server);
        await hosts.suspend();
        await stopped;
        removeSocket(folder, socket, own);
        lock.release();
        log(`process ${process.pid} ends`);
        ended();
      })();
      return closing;
    };
    // What was idle for long while it started could not be ended yet.
    idle.touch();
    return { closed, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Calls `gone` once when the folder is removed or taken over; returns what ends the watching. Where the system tells
 * of changes that is at once.
 */
function whenItGoes(folder: string, stillThere: () => boolean, gone: () => void): () => void {
  const look = (): void => {
    if (stillThere()) return;
    stop();
    gone();
  };
  const timer = setInterval(look, FOLDER_CHECK_MS);
  timer.unref();
  let watcher: FSWatcher | undefined;
  const stop = (): void => {
    clearInterval(timer);
    watcher?.close();
  };
  try {
    watcher = watch(folder, { persistent: false }, look);
    watcher.on('error', () => watcher?.close());
  } catch {
    // The system has no watches left, or the folder went: the timer will do.
  }
  return stop;
}

/**
 * The lock is ours, so a socket that lies there is of a dead engine, and ours takes its name. Made under a name of its
 * own: a server removes at its end what it made, and by then the usual name may be another engine's.
 * Returns the socket's inode.
 */
async function listen(server: Server, socket: string): Promise<number> {
  const folder = path.dirname(socket);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = path.join(folder, `s${process.pid.toString(36)}`);
  rmSync(draft, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(draft, () => {
      server.off('error', reject);
      resolve();
    });
  });
  chmodSync(draft, 0o600);
  renameSync(draft, socket);
  return statSync(socket).ino;
}

/** A folder that was made for the socket alone goes with it; anything else in it keeps it. */
function removeSocket(folder: string, socket: string, inode: number): void {
  if (statSync(socket, { throwIfNoEntry: false })?.ino !== inode) return;
  rmSync(socket, { force: true });
  if (path.dirname(socket) === path.resolve(folder)) return;
  try {
    rmdirSync(path.dirname(socket));
  } catch {
    // Not empty, or gone already.
  }
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // Streams that follow logs or events would keep the process for as long as their clients live.
    setTimeout(() => server.closeAllConnections(), 200).unref();
  });
}
