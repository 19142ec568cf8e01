import net from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { takePort } from '../../src/proof/ports.ts';
import { canListen } from '../../src/session/ports.ts';

test('no port is given twice, and a taken one is not free', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, takePort));
  expect(new Set(ports).size).toBe(50);
  const server = net.createServer().listen(ports[0], '127.0.0.1');
  await once(server, 'listening');
  expect(await canListen(ports[0]!)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await canListen(ports[0]!)).toBe(true);
});
