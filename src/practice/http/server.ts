import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { sentenceOf } from '../store/disk-full.ts';
import { splitVersion } from './api-version.ts';
import type { Call } from './call.ts';
import { ApiFailure } from './failure.ts';
import { ENGINE_HEADERS, sendJson } from './reply.ts';
import type { Router } from './router.ts';

export interface ServerHooks {
  /** Called at the beginning and at the end of each request: an engine in use is not idle. */
  onBusy(change: 1 | -1): void;
  log(line: string): void;
}

/** The HTTP server of the Engine API, not yet listening. */
export function createApiServer(router: Pick<Router, 'find'>, hooks: ServerHooks): Server {
  const server = createServer((request, response) => {
    void answer(router, hooks, request, response, undefined);
  });
  // Streams (logs, events, wait) stay open for as long as the client likes.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 65_000;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // The body of such a request, and what was typed already.
    if (head.length > 0) socket.unshift(head);
    const response = new ServerResponse(request);
    response.assignSocket(socket as Socket);
    response.shouldKeepAlive = false;
    void answer(router, hooks, request, response, socket);
  });
  return server;
}

async function answer(
  router: Pick<Router, 'find'>,
  hooks: ServerHooks,
  request: IncomingMessage,
  response: ServerResponse,
  upgraded: Duplex | undefined,
): Promise<void> {
  const aborted = new AbortController();
  let open = true;
  hooks.onBusy(1);
  const done = (): void => {
    if (!open) return;
    open = false;
    aborted.abort();
    hooks.onBusy(-1);
  };
  (upgraded ?? response).on('close', done);
  (upgraded ?? response).on('error', done);
  for (const [name, value] of Object.entries(ENGINE_HEADERS)) response.setHeader(name, value);
  const method = request.method ?? 'GET';
  try {
    const url = new URL(`http://engine${request.url ?? '/'}`);
    const { version, path } = splitVersion(url.pathname);
    const match = router.find(method, path) ?? (method === 'HEAD' ? router.find('GET', path) : undefined);
    if (!match) throw new ApiFailure(404, 'page not found');
    const call: Call = {
      method,
      version,
      params: match.params,
      query: url.searchParams,
      request,
      response,
      upgraded,
      signal: aborted.signal,
    };
    await match.handler(call);
  } catch (error) {
    fail(hooks, `${method} ${request.url ?? ''}`, response, error);
  }
  // A plain answer, where the client had asked for a connection of another kind: nobody but us closes that.
  if (upgraded && response.headersSent) response.end(() => upgraded.resume().end());
}

function fail(hooks: ServerHooks, what: string, response: ServerResponse, error: unknown): void {
  const known = error instanceof ApiFailure;
  if (!known)
    hooks.log(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendJson(response, known ? error.status : 500, { message: sentenceOf(error) });
}
