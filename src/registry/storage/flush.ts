import type * as fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { MessagePort } from 'node:worker_threads';
import { Thread, type Order, type Reply } from './thread.ts';

interface FlushOrder extends Order {
  readonly descriptor: number;
}

const THREADS = 4;
const threads: Thread<FlushOrder>[] = [];
let turn = 0;

/**
 * Resolves when the bytes of an open file are on the disk. That may take a second, and Node has only four threads for
 * all its files: four uploads that flush would stop every other reading and writing. So flushing has its own.
 */
export async function flush({ fd }: FileHandle): Promise<void> {
  turn = (turn + 1) % THREADS;
  await (threads[turn] ??= new Thread(flushFiles)).ask({ descriptor: fd });
}

function flushFiles(load: (name: string) => unknown): void {
  const { fdatasyncSync } = load('node:fs') as typeof fs;
  const { parentPort } = load('node:worker_threads') as { parentPort: MessagePort };
  parentPort.on('message', ({ descriptor, ask }: Required<FlushOrder>) => {
    try {
      fdatasyncSync(descriptor);
      parentPort.postMessage({ ask } satisfies Reply);
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      parentPort.postMessage({ ask, failed: { message, code } } satisfies Reply);
    }
  });
}
