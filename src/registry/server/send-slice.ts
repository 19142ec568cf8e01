import type { ServerResponse } from 'node:http';
import type { FileSlice } from './answer.ts';

/** Files are read in pieces of this size: smaller ones halve the speed of a pull. */
const READ_BYTES = 256 * 1024;

/** While more downloads than `MANY` are under way, most of them wait for their clients anyway, and memory counts. */
const MANY = 32;
const READ_BYTES_OF_MANY = 32 * 1024;

let underWay = 0;

/** Sends a part of a file; returns how many bytes of it. */
export async function sendSlice(response: ServerResponse, slice: FileSlice): Promise<number> {
  underWay += 1;
  try {
    const pieceBytes = underWay > MANY ? READ_BYTES_OF_MANY : READ_BYTES;
    return await sendPieces(response, slice, Math.min(pieceBytes, slice.length));
  } finally {
    underWay -= 1;
  }
}

/** Two buffers for the whole file: one is filled while the other is on its way. */
async function sendPieces(
  response: ServerResponse,
  { handle, start, length }: FileSlice,
  size: number,
): Promise<number> {
  let [filled, free] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(length > size ? size : 0)];
  let writing: Promise<void> | undefined;
  let sent = 0;
  while (sent < length && !response.destroyed) {
    const { bytesRead } = await handle.read(filled, 0, Math.min(size, length - sent), start + sent);
    await writing;
    if (bytesRead === 0) break;
    sent += bytesRead;
    writing = written(response, filled.subarray(0, bytesRead));
    [filled, free] = [free, filled];
  }
  await writing;
  // A file shorter than promised: the client must see a broken answer, not a complete one.
  if (sent < length) response.destroy();
  else response.end();
  return sent;
}

/** Resolves when the bytes are with the system, or when nobody reads any more. */
function written(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      response.off('close', done);
      resolve();
    };
    response.on('close', done);
    response.write(bytes, done);
  });
}
