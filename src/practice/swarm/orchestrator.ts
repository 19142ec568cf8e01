import { EventEmitter } from 'node:events';
import { meets } from './constraint.ts';
import { Agent } from './agent.ts';
import type { AgentParts } from './agent.ts';
import { Ingress } from './ingress.ts';
import { newId } from './ids.ts';
import type { Service, Task } from './objects.ts';
import { isOver, isWanted } from './objects.ts';
import { hostPorts, isOutdated } from './outdated.ts';
import { isReplaced, restartDelay } from './restart.ts';
import { chooseNode, takesGlobal } from './schedule.ts';
import { replicasOf } from './spec.ts';
import type { SwarmStore } from './swarm-store.ts';
import { RollingUpdate } from './rolling-update.ts';

/** How many tasks of a slot are remembered, when the swarm does not say. Docker's own number. */
const HISTORY = 5;

/** Where a task belongs: the number of a replica, or a node. */
export type Slot = number | string;

export const slotOf = ({ slot, nodeId }: Task): Slot => slot ?? nodeId ?? '';

/** Makes what is like what is asked for: tasks of services on nodes, and the ports of the mesh. */
export class Orchestrator {
  readonly store: SwarmStore;
  readonly agent: Agent;
  readonly ingress: Ingress;
  readonly changes = new EventEmitter().setMaxListeners(0);
  readonly #delays = new Map<string, NodeJS.Timeout>();
  readonly #updates = new Map<string, RollingUpdate>();
  #looking = false;
  #closed = false;

  constructor(parts: Omit<AgentParts, 'onChange' | 'ownAddress'>) {
    this.store = parts.store;
    this.ingress = new Ingress(
      parts.store,
      (task, port, socket) => this.agent.deliver(task, port, socket),
      parts.log,
    );
    this.agent = new Agent({
      ...parts,
      onChange: () => this.look(),
      ownAddress: (node) =>
        node.id === this.store.cluster?.localNode ? undefined : (port) => this.ingress.ownAddress(node, port),
    });
  }

  /** Something changed: works out soon what follows from it. */
  look(): void {
    if (this.#looking || this.#closed) return;
    this.#looking = true;
    setImmediate(() => {
      this.#looking = false;
      if (!this.#closed) this.#reconcile();
    });
  }

  close(): void {
    this.#closed = true;
    this.clear();
    this.ingress.close();
  }

  /** Lets go of all that is under way, as when the swarm is left. */
  clear(): void {
    for (const timer of this.#delays.values()) clearTimeout(timer);
    this.#delays.clear();
    for (const update of this.#updates.values()) update.cancel();
    this.#updates.clear();
    this.agent.close();
    this.ingress.close();
  }

  /** A specification changed: what was under way for the old one ends. */
  cancelUpdate(serviceId: string): void {
    this.#updates.get(serviceId)?.cancel();
    this.#updates.delete(serviceId);
  }

  #reconcile(): void {
    if (!this.store.cluster) return;
    for (const service of this.store.services.all()) {
      if (replicasOf(service.spec) === undefined) this.#keepGlobal(service);
      else this.#keepReplicas(service, replicasOf(service.spec)!);
      this.#keepUpdate(service);
    }
    for (const task of this.store.tasks.all()) this.#drive(task);
    void this.ingress.publish();
    this.changes.emit('change');
  }

  #keepReplicas(service: Service, count: number): void {
    const slots = this.#slots(service);
    const numbers = [...slots.keys()].map(Number);
    // First those that do not run, then the newest.
    const order = numbers.sort((a, b) => runs(slots.get(b)!) - runs(slots.get(a)!) || a - b);
    for (const slot of order.slice(count)) {
      for (const task of this.#tasksIn(service, slot)) this.#want(task, 'remove');
    }
    const kept = new Set(order.slice(0, count));
    for (let slot = 1; kept.size < count; slot++) {
      if (kept.has(slot)) continue;
      kept.add(slot);
      this.newTask(service, slot, 'running');
    }
    for (const slot of kept) this.#keepSlot(service, slot, slots.get(slot) ?? []);
  }

  #keepGlobal(service: Service): void {
    const slots = this.#slots(service);
    const nodes = this.store.nodes.all().filter((node) => takesGlobal(node, service.spec.TaskTemplate));
    for (const [slot, tasks] of slots) {
      if (!nodes.some(({ id }) => id === slot)) for (const task of tasks) this.#want(task, 'shutdown');
    }
    for (const { id } of nodes) {
      const tasks = slots.get(id);
      if (!tasks) this.newTask(service, id, 'running');
      else this.#keepSlot(service, id, tasks);
    }
  }

  /** Tasks by slot: those that are wanted, those that an update works on, and those that ended for good. */
  #slots(service: Service): Map<Slot, Task[]> {
    const slots = new Map<Slot, Task[]>();
    const all = this.store.tasksOf(service.id).filter(({ desired }) => desired !== 'remove');
    const update = this.#updates.get(service.id);
    for (const task of all) {
      const slot = slotOf(task);
      const mates = all.filter((other) => slotOf(other) === slot);
      const ended =
        isOver(task) && task === mates.at(-1) && task.state !== 'shutdown' && !isReplaced(task, mates);
      if (!isWanted(task) && !ended && !update?.holds(slot)) continue;
      slots.set(slot, [...(slots.get(slot) ?? []), task]);
    }
    return slots;
  }

  #tasksIn(service: Service, slot: Slot): Task[] {
    return this.store.tasksOf(service.id).filter((task) => slotOf(task) === slot);
  }

  /** Replaces what ended, and what may not stay where it is. */
  #keepSlot(service: Service, slot: Slot, tasks: readonly Task[]): void {
    if (this.#updates.get(service.id)?.holds(slot)) return;
    for (const task of tasks) {
      if (!isWanted(task)) continue;
      const node = this.store.nodes.get(task.nodeId ?? '');
      const homeless =
        task.nodeId !== undefined &&
        (!node ||
          node.availability === 'drain' ||
          !meets(node, service.spec.TaskTemplate.Placement?.Constraints ?? []));
      if (homeless && !isOver(task)) {
        this.#want(task, 'shutdown');
        if (task.slot !== undefined) this.newTask(service, slot, 'running');
      } else if (isOver(task) && task.desired === 'running') this.#replace(service, slot, task);
    }
    this.#forgetOld(service, slot);
  }

  #replace(service: Service, slot: Slot, task: Task): void {
    this.#want(task, 'shutdown');
    if (!isReplaced(task, this.#tasksIn(service, slot))) return;
    this.newTask(service, slot, 'ready');
  }

  /** A task that waits for its turn after another one failed: it is prepared at once, and runs after the delay. */
  #delay(task: Task): void {
    if (task.desired !== 'ready' || this.#delays.has(task.id)) return;
    const timer = setTimeout(() => {
      this.#delays.delete(task.id);
      const now = this.store.tasks.get(task.id);
      if (now?.desired === 'ready') this.#want(now, 'running');
      this.look();
    }, restartDelay(task));
    timer.unref();
    this.#delays.set(task.id, timer);
  }

  newTask(service: Service, slot: Slot, desired: 'ready' | 'running'): Task {
    return this.store.tasks.add({
      id: newId(),
      serviceId: service.id,
      ...(typeof slot === 'number' ? { slot } : { nodeId: slot }),
      spec: service.spec.TaskTemplate,
      ports: hostPorts(service.spec),
      desired,
      state: 'new',
      since: new Date().toISOString(),
      message: 'created',
    });
  }

  #want(task: Task, desired: Task['desired']): void {
    if (task.desired !== desired) this.store.tasks.change(task.id, { desired });
  }

  #forgetOld(service: Service, slot: Slot): void {
    const spec = this.store.cluster?.spec as { Orchestration?: { TaskHistoryRetentionLimit?: number } };
    const limit = spec?.Orchestration?.TaskHistoryRetentionLimit ?? HISTORY;
    const tasks = this.#tasksIn(service, slot);
    const over = tasks.filter((task) => isOver(task) && !isWanted(task));
    const surplus = Math.max(0, tasks.length - Math.max(1, limit));
    for (const task of over.slice(0, surplus)) this.#delete(task);
  }

  #delete(task: Task): void {
    clearTimeout(this.#delays.get(task.id));
    this.#delays.delete(task.id);
    this.agent.forget(task);
    this.store.tasks.delete(task.id);
  }

  #drive(was: Task): void {
    const task = this.store.tasks.get(was.id);
    if (!task) return;
    if (!this.store.services.has(task.serviceId)) this.#want(task, 'remove');
    const now = this.store.tasks.get(task.id)!;
    if (now.desired === 'remove' && isOver(now)) {
      this.#delete(now);
      return;
    }
    this.#delay(now);
    if (isWanted(now) && (now.state === 'new' || now.state === 'pending')) this.#assign(now);
    this.agent.drive(this.store.tasks.get(now.id)!);
  }

  #assign(task: Task): void {
    const since = new Date().toISOString();
    const nodes = this.store.nodes.all();
    const choice =
      task.slot === undefined
        ? { node: nodes.find(({ id }) => id === task.nodeId)! }
        : chooseNode(task, nodes, this.store.tasks.all());
    if ('node' in choice) {
      this.store.tasks.change(task.id, {
        nodeId: choice.node.id,
        state: 'assigned',
        message: 'scheduler assigned task to node',
        error: undefined,
        since,
      });
    } else if (task.state !== 'pending' || task.error !== choice.problem) {
      const message = 'pending task scheduling';
      this.store.tasks.change(task.id, { state: 'pending', message, error: choice.problem, since });
    }
  }

  /** Starts a rolling update when tasks are not as the service says; after a kill too. */
  #keepUpdate(service: Service): void {
    const { id, updateStatus } = service;
    if (this.#updates.has(id)) return;
    const under = updateStatus?.State === 'updating' || updateStatus?.State === 'rollback_started';
    if (!under) return;
    const update = new RollingUpdate(this, id);
    this.#updates.set(id, update);
    void update.run().finally(() => {
      if (this.#updates.get(id) === update) this.#updates.delete(id);
      this.look();
    });
  }

  /** Wanted tasks that an update has to replace, oldest slot first. */
  outdated(service: Service): Task[] {
    return this.store
      .tasksOf(service.id)
      .filter((task) => isWanted(task) && isOutdated(task, service, this.store.nodes.get(task.nodeId ?? '')))
      .sort((a, b) => Number(a.slot ?? 0) - Number(b.slot ?? 0));
  }
}

const runs = (tasks: readonly Task[]): number => Number(tasks.some(({ state }) => state === 'running'));
