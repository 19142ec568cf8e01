import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessEvent } from '../access-log.ts';
import { RegistryError } from '../client/client.ts';
import { failure } from '../failure.ts';
import type { Outcome } from './answer.ts';
import type { RegistryContext } from './context.ts';
import { dispatch } from './dispatch.ts';
import { Exchange } from './exchange.ts';
import { eventOf, type RequestEvent } from './registry-event.ts';
import { remoteOf, type Remote } from './remote.ts';
import { writeAnswer, type ExtraHeaders } from './write-answer.ts';

export interface ServeOptions {
  readonly context: RegistryContext;
  readonly headers?: ExtraHeaders | undefined;
  /** The client sent `Expect: 100-continue` and got no answer to that yet. */
  readonly waitsForContinue: boolean;
  readonly onDone: (event: AccessEvent) => void;
  readonly onError: (error: unknown) => void;
  /** Told what was pushed, pulled, mounted or deleted, when somebody wants to know. */
  readonly onEvent?: ((event: RequestEvent) => void) | undefined;
}

/** One request from its arrival to its line in the log. Never rejects. */
export async function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { context, headers, waitsForContinue, onDone, onError, onEvent }: ServeOptions,
): Promise<void> {
  const began = performance.now();
  const exchange = new Exchange(request, context, () => waitsForContinue && response.writeContinue());
  // Asked now: a connection that breaks takes its address along.
  const remote = remoteOf(request);
  let bytesOut = 0;
  try {
    const outcome = await outcomeOf(exchange, onError);
    bytesOut = await writeAnswer(response, outcome, headers);
    const happened = onEvent && eventOf(exchange, outcome, remote.client);
    if (happened) onEvent(happened);
  } catch (error) {
    // The headers are out already: all that is left is to end the connection.
    onError(error);
    response.destroy();
  }
  // What nobody read is read away, or the next request on this connection would wait behind it forever.
  if (!request.complete) request.resume();
  onDone(eventFor(exchange, { began, status: response.statusCode, bytesOut, remote }));
}

function eventFor(
  { request, method, route, user, bytesIn }: Exchange,
  { began, status, bytesOut, remote }: { began: number; status: number; bytesOut: number; remote: Remote },
): AccessEvent {
  const ms = performance.now() - began;
  return {
    time: new Date(Date.now() - ms).toISOString(),
    method,
    path: request.url ?? '/',
    status,
    bytesIn,
    bytesOut,
    ms,
    repository: route && 'name' in route ? route.name : undefined,
    user,
    host: request.headers.host,
    remote: remote.client,
    peer: remote.peer,
    userAgent: request.headers['user-agent'],
    referer: request.headers.referer,
    httpVersion: request.httpVersion,
  };
}

async function outcomeOf(exchange: Exchange, onError: (error: unknown) => void): Promise<Outcome> {
  try {
    return await dispatch(exchange);
  } catch (error) {
    if (exchange.clientLeft) {
      // The client went away in the middle of its body; nobody is there to read this but the log.
      return failure('BLOB_UPLOAD_INVALID', { message: 'the client ended the connection', status: 400 });
    }
    if (error instanceof RegistryError) {
      return failure('UNAVAILABLE', {
        message: 'the upstream registry did not deliver',
        detail: error.message,
      });
    }
    onError(error);
    const full = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '');
    return full
      ? failure('UNKNOWN', { status: 507, message: 'the disk of the registry is full' })
      : failure('UNKNOWN');
  }
}
