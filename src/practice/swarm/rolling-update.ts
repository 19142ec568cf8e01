import type { Orchestrator, Slot } from './orchestrator.ts';
import { slotOf } from './orchestrator.ts';
import type { Service, Task, UpdateStatus } from './objects.ts';
import { isOver } from './objects.ts';
import type { UpdateConfig } from './spec.ts';

/** How long a new task must run before it counts as good, in nanoseconds. Docker watches for 5 s. */
export const MONITOR = 1_000_000_000;

/** Replaces the tasks of a service step by step: so many at a time, with a pause between, until one fails. */
export class RollingUpdate {
  readonly #orchestrator: Orchestrator;
  readonly #serviceId: string;
  readonly #held = new Set<Slot>();
  readonly #aborter = new AbortController();

  constructor(orchestrator: Orchestrator, serviceId: string) {
    this.#orchestrator = orchestrator;
    this.#serviceId = serviceId;
  }

  /** Whether this update works on a slot: nobody else may then fill it. */
  holds(slot: Slot): boolean {
    return this.#held.has(slot);
  }

  cancel(): void {
    this.#aborter.abort();
    this.#held.clear();
    this.#orchestrator.changes.emit('change');
  }

  async run(): Promise<void> {
    const made: string[] = [];
    const first = this.#service;
    if (!first) return;
    const rollback = first.updateStatus?.State === 'rollback_started';
    const config: UpdateConfig = (rollback ? first.spec.RollbackConfig : first.spec.UpdateConfig) ?? {};
    const parallel = config.Parallelism === 0 ? Infinity : (config.Parallelism ?? 1);
    for (;;) {
      const service = this.#service;
      if (!service) return;
      const batch = this.#orchestrator.outdated(service).slice(0, parallel);
      if (batch.length === 0) break;
      if (made.length > 0) await this.#pause((config.Delay ?? 0) / 1e6);
      const results = await Promise.all(batch.map((task) => this.#updateSlot(task, config)));
      if (this.#over) return;
      for (const result of results) if (result) made.push(result.id);
      const bad = this.#failed(made);
      if (bad && this.#onFailure(bad, config, rollback)) return;
    }
    await this.#pause((config.Monitor ?? MONITOR) / 1e6, () => this.#failed(made) !== undefined);
    if (this.#over) return;
    const bad = this.#failed(made);
    if (bad && this.#onFailure(bad, config, rollback)) return;
    this.#tell(
      rollback
        ? { State: 'rollback_completed', Message: 'rollback completed' }
        : { State: 'completed', Message: 'update completed' },
      true,
    );
  }

  get #over(): boolean {
    return this.#aborter.signal.aborted;
  }

  get #service(): Service | undefined {
    return this.#over ? undefined : this.#orchestrator.store.services.get(this.#serviceId);
  }

  #failed(ids: readonly string[]): Task | undefined {
    return ids
      .map((id) => this.#orchestrator.store.tasks.get(id))
      .find((task) => task !== undefined && ['failed', 'rejected', 'complete'].includes(task.state));
  }

  /** One slot: the old task goes, the new one comes; the other way round with `start-first`. */
  async #updateSlot(old: Task, { Order: order }: UpdateConfig): Promise<Task | undefined> {
    const { store } = this.#orchestrator;
    const slot = slotOf(old);
    this.#held.add(slot);
    try {
      const stop = async (): Promise<void> => {
        store.tasks.change(old.id, { desired: 'shutdown' });
        await this.#until(() => !store.tasks.get(old.id) || isOver(store.tasks.get(old.id)!));
      };
      if (order !== 'start-first') await stop();
      const service = this.#service;
      if (!service) return undefined;
      const task = this.#orchestrator.newTask(service, slot, 'running');
      await this.#until(() => {
        const now = store.tasks.get(task.id);
        return !now || now.state === 'running' || isOver(now);
      });
      if (order === 'start-first' && store.tasks.get(task.id)?.state === 'running') await stop();
      return task;
    } finally {
      this.#held.delete(slot);
    }
  }

  /** True when the update ends here. */
  #onFailure(task: Task, config: UpdateConfig, rollback: boolean): boolean {
    const action = config.FailureAction ?? 'pause';
    if (action === 'continue') return false;
    const why = `due to failure or early termination of task ${task.id}`;
    const service = this.#service;
    if (action === 'rollback' && !rollback && service?.previousSpec) {
      const { store } = this.#orchestrator;
      store.services.change(this.#serviceId, {
        spec: service.previousSpec,
        previousSpec: service.spec,
        updateStatus: {
          State: 'rollback_started',
          StartedAt: new Date().toISOString(),
          Message: `update rolled back ${why}`,
        },
      });
      return true;
    }
    this.#tell(
      rollback
        ? { State: 'rollback_paused', Message: `rollback paused ${why}` }
        : { State: 'paused', Message: `update paused ${why}` },
      false,
    );
    return true;
  }

  #tell(status: UpdateStatus, completed: boolean): void {
    const service = this.#service;
    if (!service) return;
    const StartedAt = service.updateStatus?.StartedAt;
    this.#orchestrator.store.services.change(this.#serviceId, {
      updateStatus: {
        ...status,
        ...(StartedAt === undefined ? {} : { StartedAt }),
        ...(completed ? { CompletedAt: new Date().toISOString() } : {}),
      },
    });
  }

  #until(holds: () => boolean): Promise<void> {
    const { changes } = this.#orchestrator;
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.#over && !holds()) return;
        changes.off('change', look);
        resolve();
      };
      changes.on('change', look);
      this.#orchestrator.look();
      look();
    });
  }

  /** Waits, at most until the update is cancelled or `early` holds. */
  #pause(milliseconds: number, early: () => boolean = () => false): Promise<void> {
    const { changes } = this.#orchestrator;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        changes.off('change', look);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      timer.unref();
      const look = (): void => {
        if (this.#over || early()) done();
      };
      changes.on('change', look);
      look();
    });
  }
}
