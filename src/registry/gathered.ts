import type { Readable } from 'node:stream';

/**
 * A group has at least this much, unless it is the last: few large writes cost less than many small ones, above all
 * where several uploads share the processors. While nobody takes a full group, the sender has to wait.
 */
const GROUP_BYTES = 768 * 1024;

/** Or this many pieces: who sends single bytes makes each of them an object that takes a few hundred. */
const GROUP_PIECES = 512;

/**
 * What a stream brings, in groups: while one group is being worked on, the next one gathers. Leaving the loop early
 * leaves the stream as it is. When the stream breaks, what came before is handed out first, then its error thrown.
 */
export async function* gathered(stream: Readable): AsyncGenerator<readonly Uint8Array[]> {
  let group: Uint8Array[] = [];
  let size = 0;
  let ended = stream.readableEnded;
  let failed: Error | undefined;
  let wake = () => {};
  const full = () => size >= GROUP_BYTES || group.length >= GROUP_PIECES;
  const onData = (chunk: Uint8Array) => {
    group.push(chunk);
    size += chunk.length;
    if (!full()) return;
    wake();
    stream.pause();
  };
  const onEnd = () => {
    ended = true;
    wake();
  };
  const onClose = () => {
    if (!ended) failed ??= new Error('the stream ended too early');
    wake();
  };
  const onError = (error: Error) => {
    failed ??= error;
    wake();
  };
  if (stream.destroyed) onClose();
  stream.on('end', onEnd).on('close', onClose).on('error', onError).on('data', onData);
  try {
    for (;;) {
      while (!full() && !ended && !failed) {
        if (stream.isPaused()) stream.resume();
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const taken = group;
      group = [];
      size = 0;
      if (taken.length > 0) yield taken;
      else if (failed) throw failed;
      else if (ended) return;
    }
  } finally {
    stream.pause();
    stream.off('end', onEnd).off('close', onClose).off('error', onError).off('data', onData);
  }
}
