import {
  request as requestHttp,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { RegistryError } from './registry-error.ts';

/** How to connect, the same for every request to one registry. */
export interface Connection {
  /** PEM of the authorities to trust, for registries with a certificate of their own. */
  readonly ca?: string | undefined;
  /** How long nothing may move, in milliseconds, before the connection counts as broken; forever when not written. */
  readonly idleMs?: number | undefined;
}

export interface HttpRequest extends Connection {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | number>>;
  /** Bytes, or a stream whose length is among the headers. */
  readonly body?: Uint8Array | string | Readable | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  /** Where it comes from: what was asked for or, after a redirect, what that named. */
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

/** One request, one answer; the body is still to be read. A failed connection is a RegistryError with its code. */
export async function send(request: HttpRequest): Promise<HttpAnswer> {
  const { method, url, headers, body, signal, ca, idleMs } = request;
  if (!['http:', 'https:'].includes(url.protocol))
    throw new RegistryError(`${url.protocol}//${url.host} is not reached by HTTP`);
  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  const outgoing = start(url, {
    method,
    headers,
    ...(signal && { signal }),
    // A registry's own certificate may be trusted as it stands, whoever signed it; curl and Docker do so too.
    ...(ca && { ca, allowPartialTrustChain: true }),
  });
  const answered = answerTo(outgoing);
  if (idleMs !== undefined) endWhenIdle(outgoing, idleMs);
  try {
    if (isStream(body)) {
      // A registry may answer before it read everything, for instance to refuse: then the answer counts.
      const sent = pipeline(body, outgoing);
      await Promise.race([sent, answered]);
      sent.catch(() => undefined);
    } else {
      outgoing.end(body);
    }
    const response = await answered;
    return { url, status: response.statusCode ?? 0, headers: response.headers, body: response };
  } catch (error) {
    answered.catch(() => undefined);
    outgoing.destroy();
    throw connectionError(url, error);
  }
}

/** The head of the answer. A connection may break after it too: whoever reads the body meets the error there, if anybody does. */
function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('error', reject).once('response', (response: IncomingMessage) => {
      response.on('error', () => undefined);
      resolve(response);
    });
  });
}

/** What a registry did not do, in the words of its connection; what another one did stays as it is. */
function connectionError({ host }: URL, error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  // Node's one word for a connection that ended before its answer did.
  const what = message === 'aborted' ? 'the connection broke in the middle of the answer' : message || code;
  return new RegistryError(`${host}: ${what}`, { ...(code ? { code } : {}), cause: error });
}

/** Ends a connection on which nothing moves, whether the answer has begun or not. */
function endWhenIdle(outgoing: ClientRequest, idleMs: number): void {
  outgoing.setTimeout(idleMs, () => {
    // Not ETIMEDOUT, after which one tries again: who sent nothing for so long would not do so the next time.
    const error = Object.assign(new Error(`nothing came for ${idleMs / 1000} s`), { code: 'ETIME' });
    response?.destroy(error);
    outgoing.destroy(error);
  });
  let response: IncomingMessage | undefined;
  outgoing.once('response', (answer) => (response = answer));
}

/** What a `Location` or `Link` of this answer means: it may be written relative to what was asked for (RFC 9110, 10.2.2). */
export function resolved({ url, status }: HttpAnswer, reference: string): string {
  if (URL.canParse(reference, url.href)) return new URL(reference, url).href;
  throw new RegistryError(`${url.host} sends on to \`${reference}\`, which is no URL`, { status });
}

/** The body as it comes. A connection that breaks is a RegistryError here too. */
export async function* piecesOf({ url, body }: HttpAnswer): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk as Buffer;
  } catch (error) {
    throw connectionError(url, error);
  }
}

/** The whole body as text, up to `limit` bytes. */
export async function readText(answer: HttpAnswer, limit = 8 * 1024 * 1024): Promise<string> {
  return (await readBytes(answer, limit)).toString('utf8');
}

export async function readBytes(answer: HttpAnswer, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of piecesOf(answer)) {
    size += chunk.length;
    if (size > limit)
      throw new RegistryError(`the answer has more than ${limit} bytes`, { status: answer.status });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isStream(body: HttpRequest['body']): body is Readable {
  return typeof body === 'object' && !(body instanceof Uint8Array);
}
