import type { Call } from './call.ts';
import { atLeast } from './api-version.ts';

export interface Output {
  write(stream: 'stdout' | 'stderr', text: string): void;
  end(): void;
}

/**
 * Opens the stream of an attach or of logs. When the client asked to take the connection over, it gets the raw
 * connection; else a plain answer without length. Without a terminal, each piece has Docker's header of eight bytes
 * before it: which stream, and how long.
 */
export function openOutput(call: Call, tty: boolean): Output {
  const framed = !tty;
  const type =
    framed && atLeast(call.version, '1.42')
      ? 'application/vnd.docker.multiplexed-stream'
      : 'application/vnd.docker.raw-stream';
  const { upgraded, response } = call;
  if (upgraded) {
    upgraded.write(
      `HTTP/1.1 101 UPGRADED\r\nContent-Type: ${type}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`,
    );
    // What the client types goes to no program yet; reading it lets its end be seen.
    upgraded.resume();
  } else {
    response.writeHead(200, { 'Content-Type': type });
    response.flushHeaders();
  }
  const sink = upgraded ?? response;
  return {
    write: (stream, text) => {
      if (sink.writableEnded || sink.destroyed) return;
      sink.write(framed ? frame(stream, text) : text);
    },
    end: () => {
      sink.end();
    },
  };
}

function frame(stream: 'stdout' | 'stderr', text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream === 'stdout' ? 1 : 2;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}
