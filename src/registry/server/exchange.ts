import type { IncomingMessage } from 'node:http';
import { gathered } from '../gathered.ts';
import type { RegistryContext } from './context.ts';
import type { Route } from './route.ts';

/** One request on its way through the handlers. */
export class Exchange {
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly request: IncomingMessage;
  readonly context: RegistryContext;
  /** Who asks, once the login is checked. */
  user: string | undefined;
  /** Bytes of the body read so far. */
  bytesIn = 0;
  /** What the path names; undefined until it is read, and where it names nothing. */
  route: Route | undefined;
  #query: URLSearchParams | undefined;
  readonly #askToContinue: () => void;

  constructor(request: IncomingMessage, context: RegistryContext, askToContinue: () => void) {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    this.method = request.method ?? 'GET';
    this.path = mark < 0 ? url : url.slice(0, mark);
    this.request = request;
    this.context = context;
    this.#askToContinue = askToContinue;
  }

  get query(): URLSearchParams {
    const url = this.request.url ?? '';
    return (this.#query ??= new URLSearchParams(url.slice(this.path.length + 1)));
  }

  /** The connection broke. A request that was read to its end is destroyed too, so that alone says nothing. */
  get clientLeft(): boolean {
    const { errored, destroyed, complete } = this.request;
    return errored !== null || (destroyed && !complete);
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** The body, counted. A client that waits for "100 Continue" gets it here, when somebody wants to read. */
  async *body(): AsyncGenerator<readonly Uint8Array[]> {
    this.#askToContinue();
    for await (const chunks of gathered(this.request)) {
      for (const chunk of chunks) this.bytesIn += chunk.length;
      yield chunks;
    }
  }

  /** The whole body, or undefined when it has more than `limit` bytes. */
  async wholeBody(limit: number): Promise<Buffer | undefined> {
    if (Number(this.header('content-length') ?? 0) > limit) return undefined;
    const whole: Uint8Array[] = [];
    for await (const chunks of this.body()) {
      if (this.bytesIn > limit) return undefined;
      // As one, since they may be single bytes.
      whole.push(Buffer.concat(chunks));
    }
    return Buffer.concat(whole);
  }

  /**
   * The URL under which the client reached us, for `Location`: what a proxy in front says, or the Host header.
   * Without a host it stays relative, which the specification allows too.
   */
  absolute(path: string): string {
    const host = first(this.header('x-forwarded-host')) ?? this.header('host');
    if (!host || this.context.relativeUrls || !/^[\w.:[\]-]+$/.test(host)) return path;
    const forwarded = first(this.header('x-forwarded-proto'));
    const encrypted = 'encrypted' in (this.request.socket ?? {});
    const scheme = forwarded === 'https' || forwarded === 'http' ? forwarded : encrypted ? 'https' : 'http';
    return `${scheme}://${host}${path}`;
  }
}

function first(header: string | undefined): string | undefined {
  return header?.split(',', 1)[0]?.trim() || undefined;
}
