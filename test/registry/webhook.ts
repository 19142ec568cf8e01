import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { RegistryEvent } from '../../src/registry/server/registry-event.ts';

export interface Webhook {
  readonly url: string;
  readonly events: RegistryEvent[];
  /** Of each delivery, also of those that were not taken. */
  readonly headers: IncomingHttpHeaders[];
}

/** Takes notifications until the test ends, once `answer` says that it does. */
export async function startWebhook(answer: () => number | Promise<number> = () => 200): Promise<Webhook> {
  const events: RegistryEvent[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    void (async () => {
      const body = (await json(request)) as { events: RegistryEvent[] };
      const status = await answer();
      if (status === 200) events.push(...body.events);
      response.writeHead(status).end();
    })();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, events, headers };
}
