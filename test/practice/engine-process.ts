import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import Docker from 'dockerode';
import { afterEach, expect } from 'vitest';

const entry = path.join(import.meta.dirname, '..', '..', 'dist', 'engine.js');

/** An engine as users have it: a process of its own. */
export interface EngineProcess {
  readonly pid: number;
  readonly socket: string;
  readonly docker: Docker;
  /**
   * Exit code, null when a signal ended it. Listened for from the beginning: who asks for it after a request may come
   * later than the end.
   */
  readonly ended: Promise<number | null>;
  /** Ends it the hard way, and waits for that. */
  kill(): Promise<void>;
}

const open: EngineProcess[] = [];
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.kill();
});

export interface SpawnOptions {
  /** Words for its command line. */
  readonly more?: readonly string[];
  /** Told the first line, which says that it is ready. */
  readonly onReady?: (line: string) => void;
  /** Leaves out what it says of a failure that the test is about. */
  readonly quiet?: boolean;
}

/** Starts an engine and does not wait for it; killed after the test. */
export function spawnEngine(
  folder: string,
  { more = [], onReady = () => {}, quiet = false }: SpawnOptions = {},
): EngineProcess {
  const socket = path.join(folder, 's');
  const child = spawn(process.execPath, [entry, '--folder', folder, '--socket', socket, ...more], {
    stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'],
  });
  child.stdout!.once('data', (chunk: Buffer) => onReady(chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const engine: EngineProcess = {
    pid: child.pid!,
    socket,
    docker: new Docker({ socketPath: socket }),
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
  open.push(engine);
  return engine;
}

/** An engine that is ready. */
export async function engineProcess(folder: string): Promise<EngineProcess> {
  let onReady: (line: string) => void = () => {};
  const told = new Promise<string>((resolve) => (onReady = resolve));
  const engine = spawnEngine(folder, { onReady });
  const line = await Promise.race([told, engine.ended.then((code) => `ended with ${code}`)]);
  expect(line).toBe(`${JSON.stringify({ ready: true, pid: engine.pid })}\n`);
  return engine;
}
