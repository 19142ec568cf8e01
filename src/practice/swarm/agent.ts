import type { Socket } from 'node:net';
import { createContainer } from '../containers/create.ts';
import { isRunning } from '../containers/container.ts';
import type { Credentials } from '../transfer/credentials.ts';
import type { StandInUrls } from '../transfer/endpoint.ts';
import type { Machine, Machines } from './machine.ts';
import type { Node, Service, Task } from './objects.ts';
import { isOver, isWanted } from './objects.ts';
import type { OwnAddress } from './node-pull.ts';
import { pullToNode } from './node-pull.ts';
import type { SwarmStore } from './swarm-store.ts';
import { containerOf } from './task-container.ts';

/** How long a task may take to end by itself before it is killed, in seconds, when its service does not say. */
const GRACE_SECONDS = 10;

/** 128 + 9: what is said of a container that SIGKILL ended. */
const KILLED = 137;

export interface AgentParts {
  readonly store: SwarmStore;
  readonly machines: Machines;
  readonly standIns: StandInUrls;
  readonly ownAddress: (node: Node) => OwnAddress | undefined;
  readonly credentials: (serviceId: string) => Credentials | undefined;
  /** Something happened to a task: time to look what follows from it. */
  readonly onChange: (task: Task | undefined) => void;
  readonly log: (line: string) => void;
}

/** Does on the nodes what the manager decided: pulls, creates, starts, watches and stops the containers of tasks. */
export class Agent {
  readonly #parts: AgentParts;
  /** Tasks that something is done to right now. */
  readonly #busy = new Map<string, AbortController>();
  readonly #said = new Set<string>();
  /** Tasks whose container is watched. */
  readonly #watched = new Map<string, () => void>();

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  machineOf(node: Node): Machine {
    return this.#parts.machines.of(node.hostname, node.id === this.#parts.store.cluster?.localNode);
  }

  /** Takes the next step that a task needs, if it needs any. */
  drive(task: Task): void {
    if (this.#busy.has(task.id)) {
      if (!isWanted(task)) this.#busy.get(task.id)!.abort();
      return;
    }
    if (!isWanted(task)) {
      if (!isOver(task)) void this.#doing(task, () => this.#stop(task));
      return;
    }
    if (task.state === 'assigned' || task.state === 'preparing') {
      void this.#doing(task, (signal) => this.#prepare(task, signal));
    } else if ((task.state === 'ready' || task.state === 'starting') && task.desired === 'running') {
      void this.#doing(task, () => this.#start(task));
    } else if (task.state === 'running') this.#watch(task);
  }

  /** Hands a connection to the program of a running task. */
  deliver(task: Task, port: number, socket: Socket): boolean {
    const node = this.#parts.store.nodes.get(task.nodeId ?? '');
    if (!node || !task.containerId) return false;
    return this.machineOf(node).containers.deliver(task.containerId, `${port}/tcp`, socket);
  }

  /** Removes the container that a task leaves behind. */
  forget(task: Task): void {
    this.#watched.get(task.id)?.();
    this.#watched.delete(task.id);
    const node = this.#parts.store.nodes.get(task.nodeId ?? '');
    if (!node || !task.containerId) return;
    const { containers } = this.machineOf(node);
    if (containers.store.get(task.containerId)) {
      containers.remove(task.containerId, { force: true, volumes: true });
    }
  }

  close(): void {
    for (const stop of this.#watched.values()) stop();
    this.#watched.clear();
    for (const aborter of this.#busy.values()) aborter.abort();
  }

  async #doing(task: Task, act: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const aborter = new AbortController();
    this.#busy.set(task.id, aborter);
    try {
      await act(aborter.signal);
    } catch (error) {
      this.#parts.log(`task ${task.id}: ${(error as Error).stack ?? String(error)}`);
    } finally {
      this.#busy.delete(task.id);
      this.#parts.onChange(this.#parts.store.tasks.get(task.id));
    }
  }

  async #prepare(task: Task, signal: AbortSignal): Promise<void> {
    const found = this.#placeOf(task);
    if (!found) return;
    const { node, service, machine } = found;
    this.#set(task, 'preparing', 'preparing');
    try {
      await pullToNode({
        machine,
        image: task.spec.ContainerSpec!.Image,
        credentials: this.#parts.credentials(task.serviceId),
        standIns: this.#parts.standIns,
        ownAddress: this.#parts.ownAddress(node),
        signal,
      });
    } catch (error) {
      // Not the end: the image may be there already. When it is not, "No such image" follows, as on a real node.
      this.#logOnce(
        `${node.hostname} cannot pull ${task.spec.ContainerSpec!.Image}: ${(error as Error).message}`,
      );
    }
    if (signal.aborted) return this.#set(task, 'shutdown', 'shutdown');
    try {
      const { name, body } = containerOf(service, task, node);
      const { images, volumes, containers } = machine;
      const left = containers.store.named(name);
      if (left) containers.remove(left.id, { force: true, volumes: false });
      const { id } = createContainer(
        { name, platform: undefined, body },
        { images, volumes, containers: containers.store },
      );
      this.#set(task, 'ready', 'prepared', { containerId: id });
    } catch (error) {
      this.#set(task, 'rejected', 'preparing', { error: (error as Error).message });
    }
  }

  async #start(task: Task): Promise<void> {
    const found = this.#placeOf(task);
    if (!found) return;
    this.#set(task, 'starting', 'starting');
    try {
      await found.machine.containers.start(task.containerId!);
      this.#set(task, 'running', 'started');
      this.#watch(task);
    } catch (error) {
      this.#set(task, 'failed', 'started', {
        error: `starting container failed: ${(error as Error).message}`,
        exitCode: 128,
      });
    }
  }

  /** Sees the end of a running task's container; also one that came while nobody looked. */
  #watch(task: Task): void {
    if (this.#watched.has(task.id)) return;
    const machine = this.#placeOf(task)?.machine;
    if (!machine) return;
    const ended = (): void => {
      this.#watched.delete(task.id);
      const now = this.#parts.store.tasks.get(task.id);
      // One that is being stopped is told by who stops it.
      if (!now || now.state !== 'running' || !isWanted(now)) return;
      const container = machine.containers.store.get(task.containerId!);
      // One that somebody removes by force is told before it is gone.
      const code = !container || isRunning(container) ? KILLED : container.state.exitCode;
      if (code === 0) this.#set(task, 'complete', 'finished', { exitCode: 0 });
      else this.#set(task, 'failed', 'started', { exitCode: code, error: `task: non-zero exit (${code})` });
      this.#parts.onChange(this.#parts.store.tasks.get(task.id));
    };
    const container = machine.containers.store.get(task.containerId!);
    if (!container || !isRunning(container)) {
      // Told later, not within the caller's own change.
      setImmediate(ended);
      this.#watched.set(task.id, () => {});
      return;
    }
    this.#watched.set(task.id, machine.containers.endings.onceEnded(task.containerId!, ended));
  }

  async #stop(task: Task): Promise<void> {
    const node = this.#parts.store.nodes.get(task.nodeId ?? '');
    if (node && task.containerId) {
      const { containers } = this.machineOf(node);
      if (containers.store.get(task.containerId)) {
        const grace = task.spec.ContainerSpec?.StopGracePeriod;
        await containers.stop(task.containerId, grace === undefined ? GRACE_SECONDS : grace / 1e9);
      }
    }
    this.#set(task, 'shutdown', 'shutdown');
  }

  #placeOf(task: Task): { node: Node; service: Service; machine: Machine } | undefined {
    const node = this.#parts.store.nodes.get(task.nodeId ?? '');
    const service = this.#parts.store.services.get(task.serviceId);
    return node && service ? { node, service, machine: this.machineOf(node) } : undefined;
  }

  /** Tasks are tried again and again; the log need not say so again and again. */
  #logOnce(line: string): void {
    if (this.#said.has(line)) return;
    this.#said.add(line);
    this.#parts.log(line);
  }

  #set(
    task: Task,
    state: Task['state'],
    message: string,
    more: Partial<Pick<Task, 'error' | 'containerId' | 'exitCode'>> = {},
  ): void {
    this.#parts.store.tasks.change(task.id, {
      state,
      message,
      since: new Date().toISOString(),
      error: undefined,
      ...more,
    });
  }
}
