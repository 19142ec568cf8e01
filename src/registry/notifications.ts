import { setTimeout as wait } from 'node:timers/promises';
import type { RegistryEvent } from './server/registry-event.ts';

/** Where events are sent, with the settings of Docker's registry (`notifications.endpoints`). */
export interface NotificationEndpoint {
  readonly name: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one delivery may take, and the wait before the next try; milliseconds. */
  readonly timeoutMs?: number;
  readonly backoffMs?: number;
}

const MEDIA_TYPE = 'application/vnd.docker.distribution.events.v1+json';
const TIMEOUT_MS = 1000;
const BACKOFF_MS = 1000;
/** An endpoint that is away for long misses the oldest events rather than filling the memory. */
const QUEUE_MAX = 1000;

/** Delivers events to one endpoint, in order, again and again until it takes them. */
export class Notifier {
  readonly #endpoint: NotificationEndpoint;
  readonly #queue: RegistryEvent[] = [];
  readonly #stop = new AbortController();
  #running = false;

  constructor(endpoint: NotificationEndpoint) {
    this.#endpoint = endpoint;
  }

  add(event: RegistryEvent): void {
    if (this.#queue.length >= QUEUE_MAX) this.#queue.shift();
    this.#queue.push(event);
    if (!this.#running) void this.#run();
  }

  close(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#queue.length > 0 && !this.#stop.signal.aborted) {
      if (await this.#deliver(this.#queue[0]!)) this.#queue.shift();
      else
        await wait(this.#endpoint.backoffMs ?? BACKOFF_MS, undefined, { signal: this.#stop.signal }).catch(
          () => undefined,
        );
    }
    this.#running = false;
  }

  async #deliver(event: RegistryEvent): Promise<boolean> {
    const { url, headers, timeoutMs = TIMEOUT_MS } = this.#endpoint;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': MEDIA_TYPE },
        body: JSON.stringify({ events: [event] }),
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(timeoutMs)]),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }
}
