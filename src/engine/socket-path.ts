import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';

/** sockaddr_un holds 104 bytes on macOS and 108 on Linux, a closing zero included. */
const LONGEST = 100;

/**
 * Where the practice engine of a folder listens: in the folder itself or, when that path is too long for a unix
 * socket, in a private folder under the system's temporary one, named after a hash of the folder.
 */
export function socketPath(folder: string): string {
  const inside = path.join(path.resolve(folder), 'docker.sock');
  if (Buffer.byteLength(inside) <= LONGEST) return inside;
  const hash = createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 16);
  const user = os.userInfo().uid;
  return path.join(os.tmpdir(), `registry-workshop-${user}-${hash}`, 'docker.sock');
}
