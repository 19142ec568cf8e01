import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import type { EngineTls } from './engine.ts';

/** Where an engine listens, taken from a DOCKER_HOST value. */
export type Address =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number; readonly protocol: 'http' | 'https' };

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Reads `unix:///path`, `tcp://host:port` and `http(s)://host:port`; undefined for anything else. */
export function addressOf(host: string, tls?: EngineTls): Address | undefined {
  const unix = /^unix:\/\/(\/.+)$/.exec(host);
  if (unix) return { socketPath: unix[1]! };
  if (!/^(tcp|https?):\/\//.test(host)) return undefined;
  const secure = tls !== undefined || host.startsWith('https:');
  try {
    // A scheme without a default port, which would be left out of the answer.
    const { hostname, port } = new URL(host.replace(/^\w+:/, 'tcp:'));
    return {
      protocol: secure ? 'https' : 'http',
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || (secure ? 2376 : 2375)),
    };
  } catch {
    return undefined;
  }
}

export interface Question {
  readonly method?: string;
  readonly timeoutMs?: number;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  readonly tls?: EngineTls | undefined;
  /** Why there is no answer. */
  readonly onFailure?: ((error: NodeJS.ErrnoException) => void) | undefined;
}

/** What Node needs for TLS as docker does it. Files that are missing are left out; the engine then refuses, or not. */
export function tlsOptions({ folder, verify }: EngineTls): https.AgentOptions {
  const read = (name: string): Buffer | undefined => {
    try {
      return readFileSync(path.join(folder, name));
    } catch {
      return undefined;
    }
  };
  return {
    ca: read('ca.pem'),
    cert: read('cert.pem'),
    key: read('key.pem'),
    rejectUnauthorized: verify,
  };
}

/**
 * One short question to an engine, without a client library: ping, where the stand-ins are, end.
 * Undefined when nothing answers within `timeoutMs`.
 */
export function ask(
  host: string,
  url: string,
  { method = 'GET', timeoutMs = 5000, body, tls, onFailure = () => {} }: Question = {},
): Promise<Answer | undefined> {
  const address = addressOf(host, tls);
  if (!address) return Promise.resolve(undefined);
  const secure = 'protocol' in address && address.protocol === 'https';
  const { request: send } = secure ? https : http;
  // `protocol` as an option has a colon at its end; which module sends tells it already.
  const where = 'host' in address ? { host: address.host, port: address.port } : address;
  return new Promise((resolve) => {
    const request = send(
      {
        ...where,
        ...(tls && tlsOptions(tls)),
        path: url,
        method,
        agent: false,
        timeout: timeoutMs,
        ...(body && { headers: { 'Content-Type': 'application/json' } }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve(undefined));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', (error) => {
      onFailure(error);
      resolve(undefined);
    });
    request.end(body && JSON.stringify(body));
  });
}

/** True when the answer comes from a practice engine: its `Server` header says so. */
export function isPractice(answer: Answer): boolean {
  return /-practice\b/.test(String(answer.headers.server ?? ''));
}
