import type { IncomingMessage } from 'node:http';
import { gathered } from '../gathered.ts';
import type { RegistryContext } from './context.ts';
import type { Route } from './route.ts';

/** One request on its way through the handlers. */
export class Exchange {
  readonly method: string;
  /** As sent, still percent-encoded, without the query and the registry's prefix; empty where the prefix is missing. */
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
  readonly #search: string;
  readonly #askToContinue: () => void;

  constructor(request: IncomingMessage, context: RegistryContext, askToContinue: () => void) {
    // A client that takes us for its proxy names us too (RFC 9112, 3.2.2).
    const url = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
    const mark = url.indexOf('?');
    this.method = request.method ?? 'GET';
    const { prefix } = context;
    const path = mark < 0 ? url : url.slice(0, mark);
    this.path = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : '';
    this.#search = mark < 0 ? '' : url.slice(mark + 1);
    this.request = request;
    this.context = context;
    this.#askToContinue = askToContinue;
  }

  get query(): URLSearchParams {
    return (this.#query ??= new URLSearchParams(this.#search));
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
   * The URL under which the client reached us, for `Location`: what the settings say, what a proxy in front says, or the
   * Host header. Without a host it stays relative, which the specification allows too.
   */
  absolute(path: string): string {
    // As in Docker's registry: a host that is set goes before relative URLs, and says by itself what comes before `/v2/`.
    if (this.context.host !== undefined) return this.context.host + path;
    const inside = this.context.prefix + path;
    const host = first(this.header('x-forwarded-host')) ?? this.header('host');
    if (!host || this.context.relativeUrls || !/^[\w.:[\]-]+$/.test(host)) return inside;
    const forwarded = first(this.header('x-forwarded-proto'));
    const encrypted = 'encrypted' in (this.request.socket ?? {});
    const scheme = forwarded === 'https' || forwarded === 'http' ? forwarded : encrypted ? 'https' : 'http';
    return `${scheme}://${host}${inside}`;
  }
}

function first(header: string | undefined): string | undefined {
  return header?.split(',', 1)[0]?.trim() || undefined;
}
