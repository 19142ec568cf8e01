import type { Socket } from 'node:net';
import { conflict } from '../http/failure.ts';
import type { EventLog } from '../events.ts';
import type { NetworkStore } from '../networks/network-store.ts';
import type { Registries } from '../registries.ts';
import { programNamed } from '../programs/programs.ts';
import type { Folders } from '../store/folders.ts';
import { removeFolder } from '../store/remove-folder.ts';
import type { VolumeStore } from '../volumes/volume-store.ts';
import { removeAnonymousVolumes } from './anonymous-volumes.ts';
import { Attachments } from './attachments.ts';
import type { Container } from './container.ts';
import { isRunning } from './container.ts';
import { Endings } from './endings.ts';
import type { WaitCondition } from './endings.ts';
import { ContainerFiles } from './container-files.ts';
import type { ContainerStore } from './container-store.ts';
import { LogFile } from './log-file.ts';
import { PendingRestarts } from './pending-restarts.ts';
import { recover } from './recover.ts';
import { ContainerRecords } from './records.ts';
import { restartDelay } from './restart.ts';
import { startRun } from './run.ts';
import type { ImagePrograms, Run } from './run.ts';
import { signalNumber } from './signals.ts';
import { wayTo } from './reach.ts';
import type { Outside } from './reach.ts';

/** How long `docker stop` waits before it kills, in seconds, when nobody says otherwise. */
const STOP_SECONDS = 10;

/** 128 + 9: what a shell says of a process that SIGKILL ended. */
const KILLED = 137;

export interface ContainersOptions {
  readonly store: ContainerStore;
  readonly volumes: VolumeStore;
  readonly events: EventLog;
  readonly folders: Folders;
  /** Whose comings and goings are told; played nodes have none. */
  readonly networks?: NetworkStore | undefined;
  readonly log: (line: string) => void;
  /** Who takes notice of registries that run in containers. */
  readonly watched?: Registries | undefined;
  readonly imagePrograms: ImagePrograms;
  /** Where hosted registries are played. */
  readonly outside?: Outside | undefined;
}

/** Starts, watches and ends the containers of an engine. */
export class Containers {
  readonly store: ContainerStore;
  readonly #volumes: VolumeStore;
  readonly #records: ContainerRecords;
  readonly #attachments: Attachments;
  readonly #folders: Folders;
  readonly #log: (line: string) => void;
  readonly #watched: Registries | undefined;
  readonly #imagePrograms: ImagePrograms;
  readonly #outside: Outside;
  readonly #runs = new Map<string, Run>();
  readonly #starting = new Set<string>();
  readonly #keep = new Set<string>();
  readonly #logs = new Map<string, LogFile>();
  readonly #restarts = new PendingRestarts();
  /** When containers end and go: whoever waits for that asks here. */
  readonly endings = new Endings();
  #closing = false;

  constructor(options: ContainersOptions) {
    const { store, volumes, events, folders, networks, log, watched, imagePrograms, outside } = options;
    this.store = store;
    this.#volumes = volumes;
    this.#records = new ContainerRecords(store, events);
    this.#attachments = new Attachments(events, networks);
    this.#folders = folders;
    this.#log = log;
    this.#watched = watched;
    this.#imagePrograms = imagePrograms;
    this.#outside = outside ?? (() => Promise.resolve(undefined));
  }

  files(id: string): ContainerFiles {
    return new ContainerFiles(this.#folders.containers, id);
  }

  logOf(id: string): LogFile {
    let log = this.#logs.get(id);
    if (!log) this.#logs.set(id, (log = new LogFile(this.files(id).log)));
    return log;
  }

  /** Stops a container if it runs, and starts it. One that would be removed at its end stays. */
  async restart(id: string, seconds: number | undefined, signal?: NodeJS.Signals): Promise<void> {
    this.#keep.add(id);
    try {
      await this.stop(id, seconds, signal);
      await this.start(id);
    } finally {
      this.#keep.delete(id);
    }
    this.#records.emit(this.store.get(id)!, 'restart');
  }

  /** Starts a container; `already` when it runs. Throws the engine's refusal, which the container then also keeps. */
  async start(id: string): Promise<'started' | 'already'> {
    const container = this.store.get(id)!;
    if (this.#runs.has(id) || this.#starting.has(id)) return 'already';
    this.#restarts.cancel(id);
    this.#starting.add(id);
    try {
      await this.#run(container, 0);
    } finally {
      this.#starting.delete(id);
    }
    return 'started';
  }

  async #run(container: Container, restarts: number): Promise<void> {
    const { id } = container;
    const files = this.files(id);
    files.make();
    let run: Run;
    try {
      run = await startRun({
        container,
        program: programNamed(container.program),
        files,
        log: this.logOf(id),
        watched: this.#watched,
        imagePrograms: this.#imagePrograms,
        reach: (url) =>
          wayTo(url, container, {
            outside: this.#outside,
            store: this.store,
            deliver: (to, port, socket) => this.deliver(to, port, socket),
          }),
        // May be refused for want of room: nothing has happened yet.
        onListening: (published, module) => this.#records.started(id, restarts, published, module),
      });
    } catch (error) {
      const { message, exitCode = 128 } = error as Error & { exitCode?: number };
      const status = container.state.status === 'created' ? 'created' : 'exited';
      this.#records.change(id, { status, exitCode, error: message }, {});
      if (container.hostConfig.AutoRemove) this.remove(id, { force: true, volumes: true });
      throw error;
    }
    this.#runs.set(id, run);
    this.#attachments.held(this.#records.there(id));
    this.#records.emit(this.#records.there(id), 'start');
    void run.ended.then((code) => this.#onEnd(id, run, code));
  }

  #onEnd(id: string, run: Run, exitCode: number): void {
    run.close();
    if (this.#closing || this.#runs.get(id) !== run) return;
    this.#runs.delete(id);
    const container = this.#records.change(
      id,
      { status: 'exited', exitCode, finishedAt: new Date().toISOString() },
      {},
    );
    this.#records.emit(container, 'die', { exitCode: String(exitCode) });
    this.#attachments.released(container);
    this.endings.ended(id, exitCode);
    const delay = restartDelay(container);
    if (delay !== undefined) this.#restartLater(container, delay);
    else if (container.hostConfig.AutoRemove && !this.#keep.has(id))
      this.remove(id, { force: true, volumes: true });
  }

  #restartLater(container: Container, delay: number): void {
    const { id, state } = container;
    this.#records.change(id, { status: 'restarting' }, {});
    this.#restarts.later(id, delay, () => {
      const now = this.store.get(id);
      if (!now || this.#closing) return;
      this.#run(now, state.restarts + 1).catch((error: Error) => this.#log(`${now.name}: ${error.message}`));
    });
  }

  /** Asks the program to end, and kills it when it does not within `seconds`; `already` when it does not run. */
  async stop(
    id: string,
    seconds: number | undefined,
    signal?: NodeJS.Signals,
  ): Promise<'stopped' | 'already'> {
    const container = this.store.get(id)!;
    if (this.#restarts.cancel(id)) {
      this.#records.change(id, { status: 'exited', stoppedByHand: true }, {});
      return 'stopped';
    }
    const run = this.#runs.get(id);
    if (!run) return 'already';
    this.#records.change(id, { stoppedByHand: true });
    const name = signal ?? (container.config.StopSignal as NodeJS.Signals | undefined) ?? 'SIGTERM';
    this.#records.emit(container, 'kill', { signal: String(signalNumber(name)) });
    const exit = this.endings.end(id);
    run.signal(name);
    const wait = seconds ?? (container.config.StopTimeout as number | undefined) ?? STOP_SECONDS;
    const timer = wait < 0 ? undefined : setTimeout(() => run.kill(KILLED), wait * 1000);
    await exit;
    clearTimeout(timer);
    this.#records.emit(container, 'stop');
    return 'stopped';
  }

  /** Sends a signal. SIGKILL has ended the container when this returns. */
  async kill(id: string, name: string, signal: NodeJS.Signals): Promise<void> {
    const container = this.store.get(id)!;
    const run = this.#runs.get(id);
    if (!run) {
      throw conflict(`Cannot kill container: ${name}: Container ${id} is not running`);
    }
    this.#records.emit(container, 'kill', { signal: String(signalNumber(signal)) });
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.#records.change(id, { stoppedByHand: true });
    if (signal !== 'SIGKILL') {
      run.signal(signal);
      return;
    }
    const exit = this.endings.end(id);
    run.kill(KILLED);
    await exit;
  }

  rename(id: string, text: string): void {
    this.#records.rename(id, text);
  }

  /** Removes a container with its files and log; with `volumes` the anonymous ones too. */
  remove(id: string, { force, volumes }: { force: boolean; volumes: boolean }): void {
    const container = this.store.get(id)!;
    if (isRunning(container)) {
      if (!force) {
        throw conflict(
          `You cannot remove a running container ${id}. Stop the container before attempting removal or force remove`,
        );
      }
      this.#endNow(container);
    }
    this.store.delete(id);
    this.#logs.delete(id);
    removeFolder(this.files(id).folder);
    if (volumes) removeAnonymousVolumes(container, this.#volumes, this.store);
    this.#records.emit(container, 'destroy');
    this.endings.removed(id, container.state.exitCode);
  }

  #endNow(container: Container): void {
    const { id } = container;
    this.#restarts.cancel(id);
    const run = this.#runs.get(id);
    if (!run) return;
    this.#runs.delete(id);
    run.kill(KILLED);
    run.close();
    this.#records.emit(container, 'kill', { signal: '9' });
    this.#records.emit(container, 'die', { exitCode: String(KILLED) });
    this.#attachments.released(container);
    this.endings.ended(id, KILLED);
  }

  /** Resolves with the exit code once the condition holds; rejects when the signal aborts. */
  async wait(id: string, condition: WaitCondition, signal: AbortSignal): Promise<number> {
    const container = this.store.get(id)!;
    if (condition === 'not-running' && !isRunning(container)) return container.state.exitCode;
    return this.endings.wait(id, condition, signal);
  }

  /** Hands a connection to what a running container serves at a port (`5000/tcp`); false when nothing does. */
  deliver(id: string, port: string, socket: Socket): boolean {
    return this.#runs.get(id)?.deliver(port, socket) ?? false;
  }

  /** Starts again what ran when the last engine ended, in the order of creation. */
  recover(): Promise<void> {
    return recover({
      store: this.store,
      records: this.#records,
      start: (id) => this.start(id),
      log: this.#log,
    });
  }

  /** Ends every program, and leaves the containers as they are: the next engine starts them again. */
  close(): void {
    this.#closing = true;
    this.#restarts.cancelAll();
    for (const run of this.#runs.values()) {
      run.kill(KILLED);
      run.close();
    }
    this.#runs.clear();
  }
}
