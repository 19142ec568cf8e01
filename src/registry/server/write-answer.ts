import type { ServerResponse } from 'node:http';
import { endOfTurn } from '../end-of-turn.ts';
import { errorBody, isFailure } from '../failure.ts';
import { sendSlice } from './send-slice.ts';
import { isStream, sendStream } from './send-stream.ts';
import type { Answer, FileSlice, Outcome } from './answer.ts';

/** Headers of every answer beside its own, by their names in the usual spelling. */
export type ExtraHeaders = Readonly<Record<string, readonly string[]>>;

/** Writes an outcome, the only place that does; returns the bytes of body sent. */
export async function writeAnswer(
  response: ServerResponse,
  outcome: Outcome,
  extra: ExtraHeaders = {},
): Promise<number> {
  const answer = isFailure(outcome) ? errorAnswer(outcome) : outcome;
  const { body } = answer;
  const slice = isSlice(body) ? body : undefined;
  try {
    await endOfTurn();
    if (response.destroyed) return 0;
    const headers: Record<string, string | number | string[]> = {
      // Every answer, also 401: this is how old clients tell a registry from a web server.
      'Docker-Distribution-Api-Version': 'registry/2.0',
      'X-Content-Type-Options': 'nosniff',
      ...(extra as Record<string, string[]>),
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

function isSlice(body: Answer['body']): body is FileSlice {
  return typeof body === 'object' && 'handle' in body;
}
