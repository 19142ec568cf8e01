import type { EngineApi } from '../engine-api.ts';
import { Failure } from '../failure.ts';
import { err } from '../print/streams.ts';
import { connectStreams, followSize, forwardSignals } from './attach.ts';
import type { Streams } from './spec.ts';

export interface Foreground {
  readonly engine: EngineApi;
  readonly id: string;
  readonly streams: Streams;
  readonly tty: boolean;
  /** Wait until it is gone altogether, and not just ended. */
  readonly removed: boolean;
  readonly proxySignals: boolean;
}

/** Attaches to a container, starts it, and resolves to its exit code once it has ended. */
export async function runInForeground(run: Foreground): Promise<number> {
  const { engine, id, streams, tty } = run;
  const stream = await engine.hijack(`/containers/${id}/attach`, {
    query: {
      stream: 1,
      ...(streams.stdin ? { stdin: 1 } : {}),
      ...(streams.stdout ? { stdout: 1 } : {}),
      ...(streams.stderr ? { stderr: 1 } : {}),
    },
  });
  const connection = connectStreams(engine, stream, streams, tty);
  // Asked before the start, so that the end of a short program is not missed.
  const ended = engine.post<{ StatusCode: number; Error?: { Message: string } | null }>(
    `/containers/${id}/wait`,
    {
      query: { condition: run.removed ? 'removed' : 'next-exit' },
    },
  );
  ended.catch(() => undefined); // looked at below, unless the start fails
  const stops: (() => void)[] = [() => connection.close()];
  try {
    await engine.post(`/containers/${id}/start`);
    if (tty && process.stdout.isTTY) stops.push(followSize(engine, `/containers/${id}/resize`));
    if (run.proxySignals && !(tty && process.stdin.isTTY)) stops.push(forwardSignals(engine, id));
    await connection.ended;
    if (connection.detached()) {
      err('read escape sequence');
      return 0;
    }
    const { StatusCode, Error: problem } = await ended;
    if (problem?.Message) throw new Failure(problem.Message, 125);
    return StatusCode;
  } finally {
    stops.forEach((stop) => stop());
  }
}
