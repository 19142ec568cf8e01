import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Duplex, Readable } from 'node:stream';
import { badRequest } from './failure.ts';

/** The largest JSON body that is read, in bytes; a container's create request takes a few KiB. */
const MAX_BODY = 4 * 1024 * 1024;

/** One request to the Engine API, its path taken apart. */
export interface Call {
  readonly method: string;
  /** API version that the client asked for: `1.41`. */
  readonly version: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The raw connection when the client asked to take it over (`Upgrade: tcp`). */
  readonly upgraded: Duplex | undefined;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** Docker's notion of a true query value: anything but empty, `0`, `no`, `false`, `none`. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = (query.get(name) ?? '').trim().toLowerCase();
  return !['', '0', 'no', 'false', 'none'].includes(value);
}

/** The JSON body of a request whose connection is taken over: it comes first on the connection, then what is typed. */
export async function readUpgradedJson({ request, upgraded }: Call): Promise<unknown> {
  const length = Number(request.headers['content-length'] ?? 0);
  if (!upgraded || length === 0 || length > MAX_BODY) return undefined;
  for (;;) {
    const bytes = upgraded.read(length) as Buffer | null;
    if (bytes) return JSON.parse(bytes.toString('utf8'));
    if (upgraded.readableEnded || upgraded.destroyed) return undefined;
    await Promise.race([once(upgraded, 'readable'), once(upgraded, 'close')]);
  }
}

/** Reads a JSON body. An empty body is `undefined`. */
export async function readJson(call: Call): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of call.request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw badRequest('http: request body too large');
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  const type = call.request.headers['content-type'] ?? '';
  if (type.split(';')[0]!.trim() !== 'application/json') {
    throw badRequest(`Content-Type specified (${type}) must be 'application/json'`);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badRequest(`invalid JSON: ${(cause as Error).message}`);
  }
}

/**
 * The body of a request as a stream that may be given up at any point: what is left of it is then read and dropped, since
 * an answer reaches nobody whose connection was cut.
 */
export function uploadOf({ request }: Call): Readable {
  const body = new PassThrough({ highWaterMark: 512 * 1024 });
  request.pipe(body);
  request.once('error', (error) => body.destroy(error));
  request.once('close', () => {
    if (!request.complete) body.destroy(new Error('unexpected EOF'));
  });
  body.once('close', () => {
    request.unpipe(body);
    request.resume();
  });
  return body;
}
