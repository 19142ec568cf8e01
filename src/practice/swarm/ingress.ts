import type { Socket } from 'node:net';
import { Mesh } from './mesh.ts';
import type { Node, Task } from './objects.ts';
import type { SwarmStore } from './swarm-store.ts';

/** Hands a connection to the program of a running task, at a port of its container; false when it serves none. */
type Deliver = (task: Task, port: number, socket: Socket) => boolean;

/** The published ports of services: every node answers at them, and tasks take turns. */
export class Ingress {
  readonly #store: SwarmStore;
  readonly #deliverTo: Deliver;
  readonly #mesh: Mesh;
  #turn = 0;

  constructor(store: SwarmStore, deliverTo: Deliver, log: (line: string) => void) {
    this.#store = store;
    this.#deliverTo = deliverTo;
    this.#mesh = new Mesh((port, socket) => this.#deliver(port, socket), log);
  }

  /** Opens what services publish now, and closes what they do not publish any more. */
  async publish(): Promise<void> {
    await this.#mesh.publish(this.#ports(), this.#store.nodes.all());
  }

  /** Why a port cannot be published; undefined when it can. */
  problemWith(port: number, address: string): Promise<string | undefined> {
    return this.#mesh.problemWith(port, address);
  }

  close(): void {
    this.#mesh.close();
  }

  /** Where a node finds a published port when it asks itself; undefined when nothing answers there. */
  ownAddress(node: Node, port: number): string | undefined {
    if (this.#mesh.has(port)) return this.#mesh.at(port, node.address);
    const here = this.#store.tasks
      .all()
      .some(
        ({ nodeId, state, ports }) =>
          nodeId === node.id &&
          state === 'running' &&
          ports.some(({ PublishedPort }) => PublishedPort === port),
      );
    return here ? `${node.address}:${port}` : undefined;
  }

  #ports(): number[] {
    return this.#store.services
      .all()
      .flatMap(({ ports }) => ports)
      .filter(({ PublishMode, PublishedPort }) => PublishMode !== 'host' && PublishedPort)
      .map(({ PublishedPort }) => PublishedPort!);
  }

  #deliver(port: number, socket: Socket): boolean {
    for (const service of this.#store.services.all()) {
      const published = service.ports.find(
        ({ PublishedPort, PublishMode }) => PublishedPort === port && PublishMode !== 'host',
      );
      if (!published) continue;
      const running = this.#store
        .tasksOf(service.id)
        .filter(({ state, desired }) => state === 'running' && desired === 'running');
      if (running.length === 0) return false;
      const task = running[this.#turn++ % running.length]!;
      return this.#deliverTo(task, published.TargetPort, socket);
    }
    return false;
  }
}
