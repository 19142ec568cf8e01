import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { badRequest, serverError } from '../http/failure.ts';
import type { PortBinding, PortMap } from './container.ts';

/** Where a published port is reachable when no host address was written: this machine only. */
export const DEFAULT_HOST_IP = '127.0.0.1';

/** Refuses what cannot be a port, before a container is made. */
export function checkPorts(ports: PortMap): void {
  for (const [port, bindings] of Object.entries(ports)) {
    const [number, protocol = 'tcp'] = port.split('/');
    if (!isPort(number)) throw badRequest(`invalid port specification: "${number}"`);
    if (protocol !== 'tcp') {
      throw badRequest(
        `practice does not serve ${protocol} ports; tcp is there, and a real engine serves the others`,
      );
    }
    for (const { HostPort = '' } of bindings ?? []) {
      const [first, last = first] = HostPort.split('-');
      if (HostPort !== '' && !(isPort(first) && isPort(last))) {
        throw badRequest(`invalid port specification: "${HostPort}"`);
      }
    }
  }
}

function isPort(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

/** `5000` and `5000/tcp` are the same port; the second is how Docker keeps it. */
export function withProtocol(port: string): string {
  return port.includes('/') ? port : `${port}/tcp`;
}

/** The published ports of one running container: listeners of this process, connected to what its program serves. */
export class PublishedPorts {
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #handlers = new Map<string, (socket: Socket) => void>();
  readonly bindings: Record<string, Required<PortBinding>[]> = {};

  /**
   * Listens on every host port at once. Throws the engine's refusal, and listens on none, when one is taken:
   * `endpoint` is what the refusal names.
   */
  static async open(wanted: PortMap, endpoint: string): Promise<PublishedPorts> {
    const ports = new PublishedPorts();
    try {
      for (const [port, bindings] of Object.entries(wanted)) {
        for (const binding of bindings ?? []) await ports.#publish(port, binding, endpoint);
      }
      return ports;
    } catch (error) {
      ports.close();
      throw error;
    }
  }

  /** What answers on a port of the container. Without it, connections are closed at once, as by a proxy without a peer. */
  serve(port: string, onConnection: (socket: Socket) => void): void {
    this.#handlers.set(withProtocol(port), onConnection);
  }

  /** Hands a connection that came another way to what answers on a port; false when nothing does. */
  deliver(port: string, socket: Socket): boolean {
    const handler = this.#handlers.get(port);
    if (!handler) return false;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    handler(socket);
    return true;
  }

  close(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #publish(port: string, binding: PortBinding, endpoint: string): Promise<void> {
    const host = binding.HostIp || DEFAULT_HOST_IP;
    const [first = '', last = first] = (binding.HostPort || '0').split('-');
    for (let candidate = Number(first); ; candidate++) {
      try {
        const bound = await this.#listen(port, host, candidate);
        (this.bindings[port] ??= []).push({ HostIp: host, HostPort: String(bound) });
        return;
      } catch (error) {
        if (candidate < Number(last)) continue;
        throw serverError(refusal(endpoint, host, candidate, error as NodeJS.ErrnoException));
      }
    }
  }

  #listen(port: string, host: string, hostPort: number): Promise<number> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      const handler = this.#handlers.get(port);
      if (handler) handler(socket);
      else socket.destroy();
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(hostPort, host, () => {
        server.off('error', reject);
        this.#servers.push(server);
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : hostPort);
      });
    });
  }
}

function refusal(endpoint: string, host: string, port: number, error: NodeJS.ErrnoException): string {
  const start = `driver failed programming external connectivity on endpoint ${endpoint}`;
  if (error.code === 'EADDRINUSE') {
    return `${start}: Bind for ${host}:${port} failed: port is already allocated`;
  }
  const reason =
    error.code === 'EADDRNOTAVAIL'
      ? 'cannot assign requested address'
      : error.code === 'EACCES'
        ? 'permission denied'
        : error.message;
  return `${start}: Error starting userland proxy: listen tcp4 ${host}:${port}: bind: ${reason}`;
}
