import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface ListenOptions {
  readonly host?: string | undefined;
  /** 0 or none: a free one. */
  readonly port?: number | undefined;
}

export interface Listening {
  /** `http://127.0.0.1:41234`, no trailing slash. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

type Serve = (request: IncomingMessage, response: ServerResponse, waitsForContinue: boolean) => void;

/** Docker keeps connections for a minute and a half and is surprised when the other side ends one sooner. */
const KEEP_ALIVE_MS = 95_000;

/**
 * When a connection says nothing for so long, the system asks whether anybody is still there. Otherwise an upload whose
 * client lost its network would stay open for ever, and that client, when it is back, would wait for itself.
 */
const PROBE_MS = 30_000;

/** What may wait to be read; a single read brings more anyway, but not in single bytes, each an object of its own. */
const WAITING_BYTES = 8 * 1024;

/** How long a client may take to send its headers. Bodies may take as long as they like: layers are large, lines slow. */
const HEADERS_MS = 60_000;

/** How a server of a registry treats its connections, whoever listens. */
export const CONNECTIONS = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  headersTimeout: HEADERS_MS,
  requestTimeout: 0,
  highWaterMark: WAITING_BYTES,
  keepAlive: true,
  keepAliveInitialDelay: PROBE_MS,
} as const;

export async function listenOn(
  serve: Serve,
  { host = '127.0.0.1', port = 0 }: ListenOptions,
  tls: { readonly cert: string; readonly key: string } | undefined,
): Promise<Listening> {
  const server = tls ? createHttps({ ...CONNECTIONS, ...tls }) : createHttp(CONNECTIONS);
  server.on('request', (request: IncomingMessage, response: ServerResponse) =>
    serve(request, response, false),
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    serve(request, response, true),
  );
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  const named = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${tls ? 'https' : 'http'}://${named}:${bound}`,
    port: bound,
    async close() {
      const closed = once(server, 'close');
      server.close();
      // Not `closeAllConnections`: that leaves those on which nothing has been said yet, as in front of a TLS handshake.
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}
