import type { parentPort } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { Thread, type Order } from '../../../src/registry/storage/thread.ts';

interface Work extends Order {
  readonly end: 'exit' | 'error' | 'answer';
}

function inThread(load: (name: string) => unknown): void {
  const { parentPort: port } = load('node:worker_threads') as { parentPort: NonNullable<typeof parentPort> };
  port.on('message', ({ end, ask }: Work) => {
    if (end === 'exit') process.exit();
    if (end === 'error') throw new Error('broken');
    port.postMessage({ ask, value: 'an answer' });
  });
}

test.each([
  ['exit', 'a thread ended in the middle of its work'],
  ['error', 'broken'],
] as const)(
  'whoever asked a thread that ends by %s is told, and the next gets an answer',
  async (end, message) => {
    const thread = new Thread<Work>(inThread);
    await expect(thread.ask({ end })).rejects.toThrow(message);
    expect(await thread.ask({ end: 'answer' })).toBe('an answer');
  },
);
