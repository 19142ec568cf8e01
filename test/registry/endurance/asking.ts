export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface Question {
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | AsyncIterable<Uint8Array>;
}

export type Ask = (method: string, path: string, question?: Question) => Promise<Reply>;

/** The connection ended before the answer was there. */
export class Unanswered extends Error {}

/** Asks a registry; every answer is one, whatever its status. */
export function asking(url: string): Ask {
  return async (method, path, { headers = {}, body } = {}) => {
    let response: Response;
    try {
      const sent = body && (Buffer.isBuffer(body) ? new Uint8Array(body) : body);
      response = await fetch(new URL(path, url), {
        method,
        headers,
        body: sent,
        duplex: 'half',
      } as RequestInit);
    } catch (error) {
      throw new Unanswered(`${method} ${path}`, { cause: error });
    }
    // What the status says is said, also where the registry is killed before the last byte of its explanation.
    const bytes = await response.arrayBuffer().catch(() => new ArrayBuffer(0));
    return { status: response.status, headers: response.headers, body: Buffer.from(bytes) };
  };
}
