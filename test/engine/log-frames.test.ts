import { expect, test } from 'vitest';
import { logFrames } from '../../src/engine/log-frames.ts';

const frame = (stream: number, text: string): Buffer => {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
};

test('the pieces of both streams come as they were written, also one that is cut', () => {
  const log = Buffer.concat([frame(1, 'one\n'), frame(2, 'é\n'), frame(1, 'three\n').subarray(0, 10)]);
  expect(logFrames(log)?.map(({ stream, bytes }) => [stream, bytes.toString('utf8')])).toEqual([
    [1, 'one\n'],
    [2, 'é\n'],
    [1, 'th'],
  ]);
  expect(logFrames(Buffer.alloc(0))).toEqual([]);
});

test('the log of a container with a terminal has no pieces', () => {
  expect(logFrames(Buffer.from('a line of text\n'))).toBeUndefined();
});
