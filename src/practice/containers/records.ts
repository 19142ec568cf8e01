import type { EventLog } from '../events.ts';
import { badRequest, serverError } from '../http/failure.ts';
import type { Container, ContainerState } from './container.ts';
import { eventAttributes } from './container.ts';
import type { ContainerStore } from './container-store.ts';

/** What is known of the containers of an engine, changed and told of. */
export class ContainerRecords {
  readonly #store: ContainerStore;
  readonly #events: EventLog;

  constructor(store: ContainerStore, events: EventLog) {
    this.#store = store;
    this.#events = events;
  }

  there(id: string): Container {
    const container = this.#store.get(id);
    if (!container) throw serverError(`container ${id} is gone`);
    return container;
  }

  change(id: string, state: Partial<ContainerState>, published?: Container['published']): Container {
    const container = this.there(id);
    return this.#store.settle({
      ...container,
      state: { ...container.state, ...state },
      ...(published === undefined ? {} : { published }),
    });
  }

  /** It runs; `module` is the path of the WebAssembly module, if it runs one. */
  started(id: string, restarts: number, published: Container['published'], module?: string): void {
    const now = this.there(id);
    const state: ContainerState = {
      ...now.state,
      ...{ status: 'running', exitCode: 0, error: '', restarts, stoppedByHand: false },
      startedAt: new Date().toISOString(),
    };
    this.#store.put({ ...now, state, published, ...(module === undefined ? {} : { module }) });
  }

  emit(container: Container, action: string, more: Record<string, string> = {}): void {
    this.#events.emit('container', action, container.id, { ...eventAttributes(container), ...more });
  }

  rename(id: string, text: string): void {
    const container = this.#store.get(id)!;
    const name = text.replace(/^\//, '');
    if (name === '') throw badRequest('Neither old nor new names may be empty');
    if (name === container.name) {
      throw badRequest('Renaming a container with the same name as its current name');
    }
    this.#store.put({ ...container, name });
    this.emit({ ...container, name }, 'rename', { oldName: `/${container.name}` });
  }
}
