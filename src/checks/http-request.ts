import http from 'node:http';
import https from 'node:https';

export interface HttpQuestion {
  readonly url: string;
  readonly method: string;
  readonly user?: string | undefined;
  /** PEM of a certificate to trust. */
  readonly ca?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** As text, cut at `BODY_LIMIT`. */
  readonly body: string;
}

/** No answer in HTTP: `code` is the system's or OpenSSL's (`ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, …). */
export class HttpFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const TIMEOUT_MS = 5000;
/** A manifest may have 4 MiB; nothing that a lab asks for is longer. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** One request, redirects not followed. Rejects with an HttpFailure when no answer comes. */
export function ask({ url, method, user, ca, signal }: HttpQuestion): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(new HttpFailure(error.code ?? 'UNKNOWN', error.message || 'no answer'));
    const options = {
      method,
      agent: false as const,
      timeout: TIMEOUT_MS,
      // In a registry's log one tells what the workshop asked from what the learner did.
      headers: { accept: '*/*', 'user-agent': 'registry-workshop' },
      ...(user === undefined ? {} : { auth: user }),
      ...(signal ? { signal } : {}),
    };
    const handle = (response: http.IncomingMessage) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const done = () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > BODY_LIMIT) {
          done();
          response.destroy();
        }
      });
      response.on('end', done);
      response.on('error', fail);
    };
    const request = url.startsWith('https:')
      ? https.request(url, { ...options, ...(ca === undefined ? {} : { ca }) }, handle)
      : http.request(url, options, handle);
    request.on('timeout', () =>
      request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
    );
    request.on('error', fail);
    request.end();
  });
}
