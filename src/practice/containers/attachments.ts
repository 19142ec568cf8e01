import type { EventLog } from '../events.ts';
import type { NetworkStore } from '../networks/network-store.ts';
import type { Container } from './container.ts';
import { networkNames } from './container.ts';

/** Tells what a container holds while it runs: the networks that it is in, and the volumes that are mounted into it. */
export class Attachments {
  readonly #events: EventLog;
  readonly #networks: NetworkStore | undefined;

  constructor(events: EventLog, networks: NetworkStore | undefined) {
    this.#events = events;
    this.#networks = networks;
  }

  /** Right before a container counts as started. */
  held(container: Container): void {
    this.#each(container, 'connect');
    for (const { Name: volume, Destination: destination, RW } of container.mounts) {
      if (volume === undefined) continue;
      this.#events.emit('volume', 'mount', volume, {
        ...{ container: container.id, destination, driver: 'local', propagation: '' },
        'read/write': String(RW),
      });
    }
  }

  /** Right after a container ended. */
  released(container: Container): void {
    this.#each(container, 'disconnect');
    for (const { Name: volume } of container.mounts) {
      if (volume === undefined) continue;
      this.#events.emit('volume', 'unmount', volume, { container: container.id, driver: 'local' });
    }
  }

  #each(container: Container, action: 'connect' | 'disconnect'): void {
    for (const name of networkNames(container)) {
      const network = this.#networks?.find(name);
      if (network) this.#networks?.emit(action, network, { container: container.id });
    }
  }
}
