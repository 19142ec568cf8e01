import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { packageRoot } from '../../src/engine/package-root.ts';
import { processesOf } from '../../src/proof/processes.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `workshop verify` as users do, with `folder` for its temporary files and as a home that is not there. */
export function startVerify(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const cli = path.join(packageRoot(), 'dist', 'cli.js');
  const child = spawn(process.execPath, [cli, 'verify', ...args], {
    env: { ...process.env, TMPDIR: folder, HOME: path.join(folder, 'home'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended };
}

/** Resolves when a proof in `folder` has come to the command `sleep 300`. */
export async function reachedSleep(folder: string): Promise<void> {
  for (;;) {
    if ((await processesOf(folder)).some(({ command }) => command === 'sleep 300')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
