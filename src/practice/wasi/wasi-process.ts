import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type * as fs from 'node:fs';
import type * as wasi from 'node:wasi';
import type * as threads from 'node:worker_threads';

/** What is used of the language's WebAssembly object; Node's types leave it out. */
interface WebAssemblyObject {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => object;
}

/** What is run, for whom it takes itself, and which folders of this machine it sees under which path. */
export interface WasiTask {
  /** File of the module, on this machine. */
  readonly module: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `/` → a folder of this machine; nothing outside of these can be reached. */
  readonly folders: Readonly<Record<string, string>>;
}

/**
 * Runs a WebAssembly module in a process of its own: what it does can neither block nor end the engine, it can be
 * killed at any moment, and it ends with the engine. The process inherits nothing of the engine's environment.
 */
export function startWasi(task: WasiTask): ChildProcess {
  return spawn(process.execPath, ['--no-warnings', '--eval', `(${inProcess.toString()})(require)`], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { WASI_TASK: JSON.stringify(task), WASI_THREAD: `(${inThread.toString()})(require)` },
  });
}

/** The process: a module blocks its thread while it sleeps or computes, so another one watches whether we are wanted. */
function inProcess(require: NodeJS.Require): void {
  const { Worker } = require('node:worker_threads') as typeof threads;
  process.on('disconnect', () => process.exit(137));
  const worker = new Worker(process.env.WASI_THREAD!, { eval: true });
  worker.on('message', (code: number) => process.exit(code));
  worker.on('error', (error) => {
    process.stderr.write(`wasm trap: ${error.message}\n`, () => process.exit(134));
  });
}

/** The thread that runs the module; a trap is an error of the thread. */
function inThread(require: NodeJS.Require): void {
  const { readFileSync } = require('node:fs') as typeof fs;
  const { WASI } = require('node:wasi') as typeof wasi;
  const { parentPort } = require('node:worker_threads') as typeof threads;
  const { module, argv, env, folders } = JSON.parse(process.env.WASI_TASK!) as WasiTask;
  const system = new WASI({
    version: 'preview1',
    args: [...argv],
    env,
    preopens: { ...folders },
    returnOnExit: true,
  });
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyObject }).WebAssembly;
  const program = new Instance(new Module(readFileSync(module)), system.getImportObject());
  parentPort!.postMessage(system.start(program));
}
