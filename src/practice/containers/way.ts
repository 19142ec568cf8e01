import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A way from the program of one container to another container. */
export interface Way {
  /** `http://127.0.0.1:41234`, no trailing slash. */
  readonly url: string;
  close(): void;
}

/**
 * Opens a way: connections to its address of loopback are given to `deliver`, which says whether somebody took them.
 * Whom they reach is looked up for each connection anew, since containers come and go.
 */
export function openWay(protocol: string, deliver: (socket: Socket) => boolean): Promise<Way> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (!deliver(socket)) socket.resetAndDestroy();
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve({
        url: `${protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: () => {
          server.close();
          for (const socket of sockets) socket.destroy();
        },
      });
    });
  });
}
