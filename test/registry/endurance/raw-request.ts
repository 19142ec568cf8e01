import { once } from 'node:events';
import { connect } from 'node:net';

const LINE_END = Buffer.from('\r\n');

/** Sends a request piece by piece, each an HTTP chunk of its own; the status of the answer, 0 where there is none. */
export async function sendInChunks(
  url: string,
  method: string,
  headers: Record<string, string>,
  pieces: Iterable<Uint8Array>,
): Promise<number> {
  const { hostname, host, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  const sent = { Host: host, Connection: 'close', 'Transfer-Encoding': 'chunked', ...headers };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`);
  // Together as far as the system takes them, so that many small ones arrive in one read.
  const framed: Uint8Array[] = [];
  for (const piece of pieces) framed.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, LINE_END);
  socket.write(Buffer.concat([...framed, Buffer.from('0\r\n\r\n')]));
  await closed;
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
}
