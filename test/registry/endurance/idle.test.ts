import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { connectRegistry } from '../../../src/registry/client/client.ts';
import { contentOf } from '../content.ts';
import { temporaryFolder } from '../start.ts';
import { bundleServer, startServer } from './serve-process.ts';

const IDLE = 10_000;
/** With fewer, the test would pass and show nothing. */
const IDLE_LEAST = 1000;
const SLOW = 50;
/** What this process and the server need beside the connections. */
const OTHER_FILES = 300;
/** Connections that are made at once; a listening socket keeps only so many waiting. */
const AT_ONCE = 250;
const WORK_MS_MAX = 60_000;

/** How many connections this machine lets this process and the server have, its limit raised where that is allowed. */
function possibleConnections(): number {
  const others = OTHER_FILES + 2 * SLOW;
  const before = openFilesLimit();
  if (before < IDLE + others) raiseLimit(IDLE + others);
  const limit = openFilesLimit();
  const possible = Math.min(IDLE, limit - others);
  console.log(`${possible} idle connections: at most ${limit} open files a process, ${before} before`);
  if (possible < IDLE)
    console.warn(`that is ${possible} instead of ${IDLE}, and the limit could not be raised`);
  return possible;
}

/** Node has raised it to the hard limit of its process when it started. */
function openFilesLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity);
  } catch {
    // No /proc: the limit shows when it is reached.
    return Infinity;
  }
}

/** The hard limit too, as root may; what this process starts from now on has it, too. */
function raiseLimit(files: number): void {
  spawnSync('prlimit', ['--pid', String(process.pid), `--nofile=${files}:${files}`]);
}

async function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).on('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

/** Sends an upload one byte a second; `bytes()` tells how many it has sent. */
function trickle(socket: Socket, path: string): { bytes: () => number } {
  let sent = 0;
  socket.resume();
  socket.write(`PATCH ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n`);
  const timer = setInterval(() => void (socket.write('x') && (sent += 1)), 1000);
  onTestFinished(() => clearInterval(timer));
  return { bytes: () => sent };
}

test('ten thousand idle connections, slow senders and slow readers do not stop others', async () => {
  const count = possibleConnections();
  expect(count).toBeGreaterThanOrEqual(IDLE_LEAST);
  const { url, child } = await startServer(bundleServer(await temporaryFolder()), await temporaryFolder());
  const port = Number(new URL(url).port);
  const client = connectRegistry({ url });
  const blob = contentOf(randomBytes(8 * 1024 * 1024));
  const push = (name: string, { bytes, digest }: typeof blob) =>
    client.pushBlob(name, digest, bytes.length, () => Readable.from([bytes]));
  await push('app', blob);

  const idle: Socket[] = [];
  while (idle.length < count) {
    const more = Math.min(AT_ONCE, count - idle.length);
    idle.push(...(await Promise.all(Array.from({ length: more }, () => open(port)))));
  }
  const paths: string[] = [];
  for (let i = 0; i < SLOW; i += 1) {
    const begun = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
    paths.push(new URL(begun.headers.get('location')!).pathname);
  }
  const senders = await Promise.all(paths.map(async (path) => trickle(await open(port), path)));
  for (let i = 0; i < SLOW; i += 1) {
    const reader = await open(port);
    // It takes what its system takes for it, and no more.
    reader.pause();
    reader.write(`GET /v2/app/blobs/${blob.digest} HTTP/1.1\r\nHost: x\r\n\r\n`);
  }

  const began = performance.now();
  const other = contentOf(randomBytes(8 * 1024 * 1024));
  await push('app', other);
  expect((await buffer((await client.blob('app', other.digest))!)).equals(other.bytes)).toBe(true);
  for (let i = 0; i < 50; i += 1) expect((await fetch(`${url}/v2/`)).status).toBe(200);
  const took = performance.now() - began;
  expect(took).toBeLessThan(WORK_MS_MAX);

  await expect.poll(() => Math.min(...senders.map(({ bytes }) => bytes()))).toBeGreaterThan(0);
  expect(idle.filter(({ destroyed, readyState }) => destroyed || readyState !== 'open')).toEqual([]);
  expect(child.exitCode).toBeNull();
  console.log(
    `beside ${count} idle and ${2 * SLOW} slow connections: a push, a pull, 50 pings in ${took.toFixed(0)} ms`,
  );
}, 300_000);
