import type { ServerResponse } from 'node:http';
import { endOfTurn } from '../end-of-turn.ts';
import { errorBody, isFailure } from '../failure.ts';
import { isStream, sendStream } from './send-stream.ts';
import type { Answer, FileSlice, Outcome } from './answer.ts';

/** Files are read in pieces of this size: smaller ones halve the speed of a pull. */
const READ_BYTES = 256 * 1024;

/** Writes an outcome, the only place that does; returns the bytes of body sent. */
export async function writeAnswer(response: ServerResponse, outcome: Outcome): Promise<number> {
  const answer = isFailure(outcome) ? errorAnswer(outcome) : outcome;
  const { body } = answer;
  const slice = isSlice(body) ? body : undefined;
  try {
    await endOfTurn();
    if (response.destroyed) return 0;
    const headers: Record<string, string | number> = {
      // Every answer, also 401: this is how old clients tell a registry from a web server.
      'Docker-Distribution-Api-Version': 'registry/2.0',
      'X-Content-Type-Options': 'nosniff',
      ...answer.headers,
    };
    if (typeof body === 'string' || body instanceof Uint8Array)
      headers['Content-Length'] ??= Buffer.byteLength(body);
    response.writeHead(answer.status, headers);
    if (response.req.method === 'HEAD' || body === undefined) {
      response.end();
      return 0;
    }
    if (isStream(body)) return await sendStream(response, body);
    if (!slice) {
      response.end(body);
      return Buffer.byteLength(body as string | Uint8Array);
    }
    return await sendSlice(response, slice);
  } finally {
    await slice?.handle.close();
  }
}

function errorAnswer(outcome: Extract<Outcome, { code: string }>): Answer {
  return {
    status: outcome.status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      ...outcome.headers,
      'Content-Length': Buffer.byteLength(errorBody(outcome)),
    },
    body: errorBody(outcome),
  };
}

/** Two buffers for the whole file: one is filled while the other is on its way. */
async function sendSlice(response: ServerResponse, { handle, start, length }: FileSlice): Promise<number> {
  const size = Math.min(READ_BYTES, length);
  let [filled, free] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(length > size ? size : 0)];
  let writing: Promise<void> | undefined;
  let sent = 0;
  while (sent < length && !response.destroyed) {
    const { bytesRead } = await handle.read(filled, 0, Math.min(size, length - sent), start + sent);
    await writing;
    if (bytesRead === 0) break;
    sent += bytesRead;
    writing = written(response, filled.subarray(0, bytesRead));
    [filled, free] = [free, filled];
  }
  await writing;
  // A file shorter than promised: the client must see a broken answer, not a complete one.
  if (sent < length) response.destroy();
  else response.end();
  return sent;
}

/** Resolves when the bytes are with the system, or when nobody reads any more. */
function written(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      response.off('close', done);
      resolve();
    };
    response.on('close', done);
    response.write(bytes, done);
  });
}

function isSlice(body: Answer['body']): body is FileSlice {
  return typeof body === 'object' && 'handle' in body;
}
