import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startPracticeEngine } from '../../src/practice/engine.ts';
import { removeFolder } from '../remove-folder.ts';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const program = path.join(import.meta.dirname, '..', '..', 'dist', 'docker.cjs');

/** Runs a command as a process of its own, with only these variables added to PATH and HOME. */
export function runCommand(command: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), {
      env: { PATH: process.env.PATH, HOME: os.tmpdir(), TZ: 'UTC', ...env },
      timeout: 90_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => undefined); // a command may end without reading
    child.stdin.end(input);
  });
}

export interface Practice {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs our docker command against the engine. */
  docker(...argv: string[]): Promise<Outcome>;
  dockerWithInput(input: string, ...argv: string[]): Promise<Outcome>;
  close(): Promise<void>;
}

/** A practice engine of its own, and our docker command for it. */
export async function startPractice(): Promise<Practice> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'docker-test-'));
  const socket = path.join(folder, 'engine.sock');
  const engine = await startPracticeEngine({ folder: path.join(folder, 'engine'), socket, idleMs: 0 });
  const env = { DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: path.join(folder, 'config') };
  const dockerWithInput = (input: string, ...argv: string[]): Promise<Outcome> =>
    runCommand([process.execPath, '--', program, ...argv], env, input);
  return {
    folder,
    env,
    dockerWithInput,
    docker: (...argv) => dockerWithInput('', ...argv),
    async close() {
      await engine.close();
      await removeFolder(folder);
    },
  };
}
