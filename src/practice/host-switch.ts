import { ApiFailure } from './http/failure.ts';
import { sendEmpty } from './http/reply.ts';
import { Router, type Match } from './http/router.ts';
import type { Host } from './host.ts';

/**
 * Puts an engine to sleep and wakes it, within one process: asleep, all its state is in its folder, and may be copied or
 * replaced there; awake again, it knows nothing but what the folder says, as after a start. That is a hundred times
 * cheaper than a process.
 */
export class HostSwitch {
  readonly #make: () => Host;
  readonly #own = new Router();
  #host: Host | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(make: () => Host) {
    this.#make = make;
    this.#own.on('POST', '/workshop/suspend', async ({ response }) => {
      await this.suspend();
      sendEmpty(response, 204);
    });
    this.#own.on('POST', '/workshop/resume', async ({ response }) => {
      await this.resume();
      sendEmpty(response, 204);
    });
  }

  /** As a router does; asleep, nothing is served but what wakes it. */
  find(method: string, path: string): Match | undefined {
    return this.#own.find(method, path) ?? (this.#host ? this.#host.router.find(method, path) : asleep);
  }

  /** Ends all programs, and lets go of all files. */
  suspend(): Promise<void> {
    return this.#next(async () => {
      const host = this.#host;
      this.#host = undefined;
      await host?.close();
    });
  }

  /** Reads the folder, and starts again what was running. */
  resume(): Promise<void> {
    return this.#next(async () => {
      if (this.#host) return;
      const host = this.#make();
      await host.recover();
      this.#host = host;
    });
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

const asleep: Match = {
  params: {},
  handler: () => {
    throw new ApiFailure(503, 'the practice engine is asleep: POST /workshop/resume wakes it');
  },
};
