import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';

const server = createServer((_, response) => response.end('OK'));
afterEach(() => server.close());

test('what docker-modem writes down of each request stays short while connections are open', async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const { api } = connectEngine({ kind: 'docker', host: `tcp://127.0.0.1:${port}` });
  await Promise.all(Array.from({ length: 4 }, () => api.ping()));
  const { agent } = api.modem as unknown as { agent: object };
  // As docker-modem calls it; with the sockets of the agent it would be some hundred thousand characters.
  expect(inspect({ agent }, { showHidden: true, depth: null }).length).toBeLessThan(100);
});
