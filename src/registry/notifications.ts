import { setTimeout as wait } from 'node:timers/promises';
import type { RegistryEvent } from './server/registry-event.ts';

/** Where events are sent, with the settings of Docker's registry (`notifications.endpoints`). */
export interface NotificationEndpoint {
  readonly name: string;
  /** A login in it is sent as a header. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one delivery may take, and the wait before the next try; milliseconds. */
  readonly timeoutMs?: number;
  readonly backoffMs?: number;
  /** Events about such content, or of such a kind, are not sent. */
  readonly ignore?: { readonly mediaTypes: readonly string[]; readonly actions: readonly string[] };
}

const MEDIA_TYPE = 'application/vnd.docker.distribution.events.v1+json';
const TIMEOUT_MS = 1000;
const BACKOFF_MS = 1000;
/** An endpoint that is away for long misses the oldest events rather than filling the memory. */
const QUEUE_MAX = 1000;

/** Delivers events to one endpoint, in order, again and again until it takes them. */
export class Notifier {
  readonly #endpoint: NotificationEndpoint;
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #onError: (error: unknown) => void;
  readonly #queue: RegistryEvent[] = [];
  readonly #stop = new AbortController();
  #running = false;

  /** `onError` is told once of each time that the endpoint is away. */
  constructor(endpoint: NotificationEndpoint, onError: (error: unknown) => void = () => undefined) {
    this.#endpoint = endpoint;
    this.#onError = onError;
    const url = new URL(endpoint.url);
    const login: Record<string, string> = url.username === '' ? {} : { Authorization: basicOf(url) };
    url.username = '';
    url.password = '';
    this.#url = url.href;
    this.#headers = { ...login, ...endpoint.headers, 'Content-Type': MEDIA_TYPE };
  }

  add(event: RegistryEvent): void {
    const { ignore } = this.#endpoint;
    if (ignore?.actions.includes(event.action)) return;
    if (ignore?.mediaTypes.includes(event.target.mediaType ?? '')) return;
    if (this.#queue.length >= QUEUE_MAX) this.#queue.shift();
    this.#queue.push(event);
    if (!this.#running) void this.#run();
  }

  close(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      // Out of the queue while it is on its way: it is not among those that may be dropped.
      const event = this.#queue.shift();
      if (!event) break;
      await this.#deliver(event);
    }
    this.#running = false;
  }

  async #deliver(event: RegistryEvent): Promise<void> {
    const { signal } = this.#stop;
    for (let tries = 0; !signal.aborted; tries += 1) {
      const problem = await this.#send(event);
      if (problem === undefined || signal.aborted) return;
      if (tries === 0) this.#onError(new Error(this.#away(problem)));
      await wait(this.#endpoint.backoffMs ?? BACKOFF_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What went wrong, if anything. */
  async #send(event: RegistryEvent): Promise<string | undefined> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: this.#headers,
        body: JSON.stringify({ events: [event] }),
        signal: AbortSignal.any([
          this.#stop.signal,
          AbortSignal.timeout(this.#endpoint.timeoutMs ?? TIMEOUT_MS),
        ]),
      });
      await response.arrayBuffer();
      return response.ok ? undefined : `status ${response.status}`;
    } catch (error) {
      const { message, cause } = error as Error;
      return (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
    }
  }

  #away(problem: string): string {
    return `the endpoint ${this.#endpoint.name} of the notifications did not take an event (${problem}); it is tried again`;
  }
}

function basicOf({ username, password }: URL): string {
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(login).toString('base64')}`;
}
