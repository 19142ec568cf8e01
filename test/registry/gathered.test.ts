import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { gathered } from '../../src/registry/gathered.ts';

const MIB = 1024 * 1024;

async function sizesOf(stream: Readable): Promise<number[]> {
  const sizes: number[] = [];
  for await (const group of gathered(stream)) sizes.push(group.reduce((sum, { length }) => sum + length, 0));
  return sizes;
}

test('groups hold many pieces, and together everything', async () => {
  const pieces = Array.from({ length: 1000 }, (_, index) => Buffer.alloc(10_000, index));
  const sizes = await sizesOf(Readable.from(pieces, { objectMode: false }));
  expect(sizes.reduce((sum, size) => sum + size)).toBe(10_000_000);
  expect(sizes.length).toBeLessThan(25);
});

test('nothing is an empty list', async () => {
  expect(await sizesOf(Readable.from([]))).toEqual([]);
});

test('a sender waits while nobody takes what is gathered', async () => {
  const stream = new PassThrough({ highWaterMark: MIB });
  const groups = gathered(stream);
  const first = groups.next();
  let sent = 0;
  while (sent < 100 && stream.write(Buffer.alloc(MIB / 2))) sent += 1;
  await first;
  for (let more = 0; more < 100 && !stream.writableNeedDrain; more += 1) {
    stream.write(Buffer.alloc(MIB / 2));
    await new Promise(setImmediate);
    sent += 1;
  }
  expect(sent).toBeLessThan(20);
  await groups.return(undefined);
});

test('what came before a break is handed out, then the error thrown', async () => {
  const stream = new PassThrough();
  const groups = gathered(stream);
  const first = groups.next();
  stream.write('before');
  await new Promise(setImmediate);
  stream.destroy(new Error('broken'));
  expect(Buffer.concat((await first).value as Uint8Array[]).toString()).toBe('before');
  await expect(groups.next()).rejects.toThrow('broken');
});

test('a stream that ended too early before anybody looked is an error too', async () => {
  const stream = new PassThrough();
  stream.destroy();
  await expect(sizesOf(stream)).rejects.toThrow('too early');
});

test('leaving early leaves the stream alive', async () => {
  const stream = new PassThrough();
  const groups = gathered(stream);
  const first = groups.next();
  stream.write(Buffer.alloc(MIB));
  await first;
  await groups.return(undefined);
  expect(stream.destroyed).toBe(false);
  stream.resume().end();
});
