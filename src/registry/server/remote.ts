import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Who sent a request. */
export interface Remote {
  /** The other end of the connection, without its port. */
  readonly peer?: string | undefined;
  /** `address:port` of that or, as in Docker's registry, the address that a proxy in front names. */
  readonly client?: string | undefined;
}

export function remoteOf({ socket, headers }: IncomingMessage): Remote {
  const peer = socket?.remoteAddress?.replace(/^::ffff:/, '');
  const forwarded = [headers['x-forwarded-for'], headers['x-real-ip']]
    .map((value) =>
      String(value ?? '')
        .split(',', 1)[0]!
        .trim(),
    )
    .find((address) => isIP(address) !== 0);
  if (forwarded !== undefined || peer === undefined) return { peer, client: forwarded };
  return { peer, client: `${peer.includes(':') ? `[${peer}]` : peer}:${socket.remotePort}` };
}
