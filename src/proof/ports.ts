import net from 'node:net';

/** Below the range that systems take for outgoing connections (Linux: 32768 on), above the well-known ones. */
const FIRST = 20_000;
const LAST = 31_000;

/** Ports that labs of this process were given, so that two that run at the same time never get the same. */
const given = new Set<number>();

/** A TCP port of loopback that is free now and was not given before in this process. */
export async function takePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (!given.has(port) && (await isPortFree(port))) {
      given.add(port);
      return port;
    }
  }
}

/** Whether a server could listen on the TCP port of loopback now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
