import { openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, Fault } from '../fault.ts';
import { isDiskFull } from './store/disk-full.ts';
import { DEFAULT_IDLE_MS, startPracticeEngine } from './engine.ts';

/** The engine's process: `node dist/engine.js --folder DIR --socket PATH [--idle-ms N]`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      socket: { type: 'string' },
      'idle-ms': { type: 'string', default: String(DEFAULT_IDLE_MS) },
    },
  });
  const { folder, socket } = values;
  if (!folder || !socket) {
    throw new Fault({ what: 'the engine needs --folder DIR and --socket PATH', exit: EXIT.usage });
  }
  const file = openSync(path.join(folder, 'engine.log'), 'a', 0o600);
  const log = (line: string): void => {
    try {
      writeSync(file, `${new Date().toISOString()} ${line}\n`);
    } catch (error) {
      // Whoever tells of a full disk does not end of it.
      if (!isDiskFull(error)) throw error;
    }
  };
  const idleMs = Number(values['idle-ms']);
  const engine = await startPracticeEngine({ folder, existing: true, socket, idleMs, log });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      log(`got ${signal}`);
      void engine.close();
    });
  }
  process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) => log(`unhandled: ${String(reason)}`));
  process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid })}\n`);
  await engine.closed;
  process.exit(0);
}

main().catch((error: unknown) => {
  const fault = error instanceof Fault ? error : undefined;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (!fault && error instanceof Error && error.stack) process.stderr.write(`${error.stack}\n`);
  process.exit(fault?.exit ?? EXIT.failed);
});
