import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './answer.ts';

export function isStream(body: Answer['body']): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && Symbol.asyncIterator in body;
}

/**
 * Sends bytes as they come; returns how many. Where they fail the connection ends before the promised length, so that
 * the client sees a broken answer. A client that leaves is no failure.
 */
export async function sendStream(response: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<number> {
  let sent = 0;
  async function* counted() {
    for await (const chunk of body) {
      sent += chunk.length;
      yield chunk;
    }
  }
  try {
    await pipeline(Readable.from(counted(), { objectMode: false }), response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
  return sent;
}
