import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Node } from './objects.ts';

/** Hands a connection to a task of the service that publishes the port; false when there is none. */
export type Deliver = (port: number, socket: Socket) => boolean;

/**
 * The routing mesh: a published port answers at the address of every node, wherever the tasks run. Where the system
 * has but one loopback address (macOS), the played nodes have no address to listen at; node 1 answers there.
 */
export class Mesh {
  readonly #deliver: Deliver;
  readonly #log: (line: string) => void;
  /** `127.0.0.2:5000` → its listener. */
  readonly #servers = new Map<string, Server>();
  readonly #sockets = new Set<Socket>();
  #ports: readonly number[] = [];

  constructor(deliver: Deliver, log: (line: string) => void) {
    this.#deliver = deliver;
    this.#log = log;
  }

  /** Whether a port is published through the mesh: then it answers on every node. */
  has(port: number): boolean {
    return this.#ports.includes(port);
  }

  /** Where a port of the mesh really answers, for a node: at its own address, else at the first one. */
  at(port: number, address: string): string {
    return `${this.#servers.has(`${address}:${port}`) ? address : '127.0.0.1'}:${port}`;
  }

  /** Listens at exactly these ports of these nodes. What cannot be opened is logged and tried again with the next change. */
  async publish(ports: readonly number[], nodes: readonly Node[]): Promise<void> {
    this.#ports = ports;
    const wanted = new Set(nodes.flatMap(({ address }) => ports.map((port) => `${address}:${port}`)));
    for (const [key, server] of this.#servers) {
      if (wanted.has(key)) continue;
      this.#servers.delete(key);
      server.close();
    }
    for (const key of wanted) {
      if (this.#servers.has(key)) continue;
      const [address, port] = key.split(':') as [string, string];
      try {
        const server = await this.#listen(address, Number(port));
        if (this.#ports.includes(Number(port))) this.#servers.set(key, server);
        else server.close();
      } catch (error) {
        this.#log(`mesh: ${key}: ${(error as Error).message}`);
      }
    }
  }

  /** Opens a port at node 1 alone, to see whether it is free; the reason when it is not. */
  async problemWith(port: number, address: string): Promise<string | undefined> {
    if (this.#servers.has(`${address}:${port}`)) return undefined;
    try {
      const server = await this.#listen(address, port);
      await new Promise((resolve) => server.close(resolve));
      return undefined;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
        ? 'address already in use'
        : (error as Error).message;
    }
  }

  close(): void {
    for (const server of this.#servers.values()) server.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#servers.clear();
    this.#ports = [];
  }

  #listen(address: string, port: number): Promise<Server> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      if (!this.#deliver(port, socket)) socket.destroy();
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, () => {
        server.off('error', reject);
        server.on('error', (error) => this.#log(`mesh: ${error.message}`));
        resolve(server);
      });
    });
  }
}
