import { isRunning } from './container.ts';
import type { ContainerStore } from './container-store.ts';
import type { ContainerRecords } from './records.ts';

export interface Recovery {
  readonly store: ContainerStore;
  readonly records: ContainerRecords;
  readonly start: (id: string) => Promise<unknown>;
  readonly log: (line: string) => void;
}

/** Starts again what ran when the last engine ended, in the order of creation. */
export async function recover({ store, records, start, log }: Recovery): Promise<void> {
  for (const container of store.all().reverse()) {
    const always = container.hostConfig.RestartPolicy.Name === 'always' && container.state.startedAt > '0002';
    if (!isRunning(container) && !always) continue;
    try {
      await start(container.id);
    } catch (error) {
      log(`${container.name} does not start again: ${(error as Error).message}`);
      if (!store.get(container.id)) continue;
      records.change(container.id, { status: 'exited', finishedAt: new Date().toISOString() }, {});
    }
  }
}
