import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { contentOf, pushBlob } from '../content.ts';
import { bundleServer, startServer } from '../endurance/serve-process.ts';
import { temporaryFolder } from '../start.ts';

const MIB = 1024 * 1024;
const READERS = 500;
/** With two pieces of 256 KiB for each of them it would be 250. */
const GROWTH_MIB = 120;

test.skipIf(process.platform !== 'linux')(
  'readers that do not read take little memory each',
  async () => {
    const { url, child } = await startServer(bundleServer(await temporaryFolder()), await temporaryFolder());
    const resident = () =>
      Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024;
    const blob = contentOf(Buffer.alloc(16 * MIB, 'x'));
    expect((await pushBlob(url, 'app', blob)).status).toBe(201);
    await (await fetch(`${url}/v2/app/blobs/${blob.digest}`)).arrayBuffer();
    const before = resident();
    let begun = 0;
    for (let reader = 0; reader < READERS; reader += 1) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      socket.once('readable', () => (begun += 1));
      socket.write(`GET /v2/app/blobs/${blob.digest} HTTP/1.1\r\nHost: x\r\n\r\n`);
    }
    await expect.poll(() => begun, { timeout: 60_000 }).toBe(READERS);
    // Everybody gets what the system takes for them; then all wait.
    await (await fetch(`${url}/v2/app/blobs/${blob.digest}`)).arrayBuffer();
    expect(resident() - before).toBeLessThan(GROWTH_MIB);
  },
  120_000,
);
