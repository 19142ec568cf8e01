import type { Duplex } from 'node:stream';
import type { EngineApi } from '../engine-api.ts';
import type { Streams } from './spec.ts';

/** What a terminal sends for ctrl-p ctrl-q: leave the container running and go. */
const detachKeys = '\x10\x11';

export interface Connection {
  /** Resolves when the other side has closed. */
  readonly ended: Promise<void>;
  /** True once the person has left with ctrl-p ctrl-q. */
  readonly detached: () => boolean;
  close(): void;
}

/** Connects our own input and output with those of a container or of an exec. */
export function connectStreams(
  engine: EngineApi,
  stream: Duplex,
  streams: Streams,
  tty: boolean,
): Connection {
  let last = '';
  const raw = tty && streams.stdin && process.stdin.isTTY;
  const send = (chunk: Buffer): void => {
    last = (last + chunk.toString('latin1')).slice(-detachKeys.length);
    stream.write(chunk);
  };
  const endInput = (): void => void stream.end();
  if (streams.stdin) {
    if (raw) process.stdin.setRawMode(true);
    process.stdin.on('data', send).on('end', endInput);
  } else {
    // Nothing will be sent; ending the stream here would make some engines stop sending as well.
    process.stdin.pause();
  }
  const ended = new Promise<void>((resolve) => {
    stream
      .on('end', resolve)
      .on('close', resolve)
      .on('error', () => resolve());
  });
  if (tty) stream.pipe(process.stdout, { end: false });
  else engine.demultiplex(stream, process.stdout, process.stderr).catch(() => undefined); // `ended` tells
  return {
    ended,
    detached: () => last === detachKeys,
    close() {
      if (raw) process.stdin.setRawMode(false);
      process.stdin.off('data', send).off('end', endInput).pause();
      stream.destroy();
    },
  };
}

/** Keeps the size of the other terminal that of ours. Gives the function that ends it. */
export function followSize(engine: EngineApi, path: string): () => void {
  const resize = (): void => {
    const { columns: w, rows: h } = process.stdout;
    if (w && h) engine.post(path, { query: { w, h } }).catch(() => undefined); // it may have ended already
  };
  resize();
  process.stdout.on('resize', resize);
  return () => process.stdout.off('resize', resize);
}

/** Passes the signals that end programs on to the container. Gives the function that ends it. */
export function forwardSignals(engine: EngineApi, id: string): () => void {
  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const).map((signal) => {
    const handler = (): void => {
      engine.post(`/containers/${id}/kill`, { query: { signal: signal.slice(3) } }).catch(() => undefined);
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return () => handlers.forEach(([signal, handler]) => process.off(signal, handler));
}
