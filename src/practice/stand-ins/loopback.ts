import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Docker keeps connections for a minute and a half and is surprised when the other side ends one sooner. */
const KEEP_ALIVE_MS = 95_000;

/** A plain HTTP server on this machine only. */
export interface Loopback {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. With a port that is taken by now, on any free one. */
export async function listenOnLoopback(handler: RequestListener, port = 0): Promise<Loopback> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, (request, response) =>
    isOurName(request) ? handler(request, response) : refuse(response),
  );
  return listening(server, port);
}

/** Lets a server listen on 127.0.0.1, on the port that is wished for when that is free. */
export async function listening(server: Server, port: number): Promise<Loopback> {
  const listen = (on: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(on, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(port).catch((error: NodeJS.ErrnoException) => {
    if (port === 0 || !['EADDRINUSE', 'EACCES'].includes(error.code ?? '')) throw error;
    return listen(0);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page elsewhere may make its own name point here (DNS rebinding): then the name in the request is not one of ours. */
function isOurName({ headers }: IncomingMessage): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(headers.host ?? '');
}

function refuse(response: ServerResponse): void {
  response.writeHead(421, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  response.end('This is a practice stand-in of this machine: ask for it as 127.0.0.1 or localhost.\n');
}
