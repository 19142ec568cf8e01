import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';

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

/** How long a client may take to send its headers. Bodies may take as long as they like: layers are large, lines slow. */
const HEADERS_MS = 60_000;

export async function listenOn(
  serve: Serve,
  { host = '127.0.0.1', port = 0 }: ListenOptions,
  tls: { readonly cert: string; readonly key: string } | undefined,
): Promise<Listening> {
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS, requestTimeout: 0 };
  const server = tls ? createHttps({ ...options, ...tls }) : createHttp(options);
  server.on('request', (request: IncomingMessage, response: ServerResponse) =>
    serve(request, response, false),
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    serve(request, response, true),
  );
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
      server.closeAllConnections();
      await closed;
    },
  };
}
