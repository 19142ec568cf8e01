import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable, Writable } from 'node:stream';
import type Docker from 'dockerode';
import { EngineFailure, Failure } from './failure.ts';

/** A list is written once for each of its values. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface Ask {
  readonly query?: Query;
  readonly body?: object;
  /** Value of `X-Registry-Auth`. */
  readonly auth?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An archive to send instead of a body. */
  readonly upload?: Readable;
}

/** Statuses that are answers and not errors; 304 is "already so". */
const fine = { 200: true, 201: true, 202: true, 204: true, 304: true, 101: true };

/** The few ways in which commands talk to an engine. Errors of the engine are thrown as docker prints them. */
export class EngineApi {
  readonly host: string;
  private readonly open: () => Promise<Docker>;
  private client: Promise<Docker> | undefined;

  constructor(host: string, open: () => Promise<Docker>) {
    this.host = host;
    this.open = open;
  }

  get<T>(path: string, query?: Query, more: Pick<Ask, 'auth'> = {}): Promise<T> {
    return this.dial<T>('GET', path, { ...(query && { query }), ...more });
  }

  post<T>(path: string, ask: Ask = {}): Promise<T> {
    return this.dial<T>('POST', path, ask);
  }

  delete<T>(path: string, query?: Query): Promise<T> {
    return this.dial<T>('DELETE', path, { ...(query && { query }) });
  }

  /** An answer that is read while it comes. */
  stream(method: 'GET' | 'POST', path: string, ask: Ask = {}): Promise<IncomingMessage> {
    return this.dial<IncomingMessage>(method, path, ask, { isStream: true });
  }

  /** A connection in both directions: attach, and the start of an exec. */
  hijack(path: string, ask: Ask = {}): Promise<Duplex> {
    return this.dial<Duplex>('POST', path, ask, {
      hijack: true,
      openStdin: true,
      isStream: true,
      allowEmpty: true, // without a body the request would stay in the buffer
    });
  }

  /** Parts the two outputs of a container without a terminal. Resolves at the end of the stream. */
  async demultiplex(stream: Readable, stdout: Writable, stderr: Writable): Promise<void> {
    this.client ??= this.open();
    (await this.client).modem.demuxStream(stream, stdout, stderr);
    await new Promise<void>((resolve, reject) => {
      stream.on('end', resolve).on('close', resolve).on('error', reject);
    });
  }

  private async dial<T>(method: string, path: string, ask: Ask, how: object = {}): Promise<T> {
    this.client ??= this.open();
    const { modem } = await this.client;
    const query = Object.entries(ask.query ?? {}).flatMap(([name, value]) =>
      (Array.isArray(value) ? (value as string[]) : [value]).flatMap((one) =>
        one === undefined ? [] : [`${name}=${encodeURIComponent(String(one))}`],
      ),
    );
    return new Promise<T>((resolve, reject) => {
      modem.dial(
        {
          path: query.length > 0 ? `${path}?${query.join('&')}&` : `${path}?`,
          method,
          statusCodes: fine,
          options: { _query: {}, _body: ask.body ?? {} },
          headers: {
            ...ask.headers,
            ...(ask.auth === undefined ? {} : { 'X-Registry-Auth': ask.auth }),
            ...(ask.upload ? { 'Content-Type': 'application/x-tar' } : {}),
          },
          ...(ask.upload ? { file: ask.upload } : {}),
          ...how,
        } as never,
        (error: unknown, result: unknown) => {
          if (error) reject(this.failureOf(error as DialError));
          else resolve(result as T);
        },
      );
    });
  }

  private failureOf(error: DialError): Error {
    if (error.statusCode !== undefined) {
      const reason = (error.json?.message ?? error.message.replace(/^\(HTTP code \d+\) .*? - /s, '')).trim();
      return new EngineFailure(error.statusCode, reason);
    }
    const cannot = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR', 'EHOSTUNREACH', 'ETIMEDOUT']);
    if (cannot.has(error.code ?? '')) {
      return new Failure(
        `Cannot connect to the Docker daemon at ${this.host}. Is the docker daemon running?`,
      );
    }
    if (error.code === 'EACCES') {
      return new Failure(
        `permission denied while trying to connect to the Docker daemon socket at ${this.host}: connect: permission denied`,
      );
    }
    return new Failure(`error during connect: ${error.message}`);
  }
}

interface DialError extends Error {
  readonly statusCode?: number;
  readonly code?: string;
  readonly json?: { readonly message?: string } | null;
}

/** Filters as the API takes them, from `name=value` pairs; undefined without any. */
export function filtersOf(pairs: readonly string[]): string | undefined {
  if (!pairs.length) return undefined;
  const filters: Record<string, Record<string, true>> = {};
  for (const pair of pairs) {
    const [name = '', ...rest] = pair.split('=');
    (filters[name.trim().toLowerCase()] ??= {})[rest.join('=').trim()] = true;
  }
  return JSON.stringify(filters);
}
