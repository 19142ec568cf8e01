import net from 'node:net';
import type { Engine } from '../engine/engine.ts';

/** Whether a server could listen on the TCP port of loopback now, and nobody answers there. */
export async function portFree(port: number): Promise<boolean> {
  // On macOS one may listen beside a server that has all addresses, so both are asked.
  return !(await somebodyAnswers(port)) && (await canListen(port));
}

/** Whether a container of this engine publishes the port. False also when the engine does not answer. */
export async function publishes({ api }: Engine, port: number): Promise<boolean> {
  try {
    const containers = await api.listContainers();
    return containers.some(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
  } catch {
    return false;
  }
}

/** Whether a server could listen on the TCP port of loopback now. */
export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function somebodyAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(500, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
