import type { IncomingMessage, ServerResponse } from 'node:http';

/** A hosted registry that practice plays: whatever answers under its names. */
export interface StandIn {
  /** As in image names: `docker.io`, `me.azurecr.io`. */
  readonly domain: string;
  /** The names that clients look up: `registry-1.docker.io`, `auth.docker.io`; the domain itself among them. */
  readonly hosts: readonly string[];
  /** Answers a request that came under one of its names. */
  handle(request: IncomingMessage, response: ServerResponse, host: string): Promise<void> | void;
}
