import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..');

/**
 * Makes a program of its own out of a few lines that import from src/, to be started as other processes of the
 * workshop would be: several at once, and killed at any moment.
 */
export async function program(
  source: string,
  stdin: 'ignore' | 'pipe' = 'ignore',
): Promise<(...args: string[]) => ChildProcess> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'session-child-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 }));
  const outfile = path.join(folder, 'child.mjs');
  await build({
    stdin: { contents: source, resolveDir: path.join(root, 'src', 'session'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    define: { 'import.meta.dirname': JSON.stringify(path.join(root, 'src', 'engine')) },
    logLevel: 'error',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  return (...args) =>
    spawn(process.execPath, [outfile, ...args], {
      stdio: [stdin, 'pipe', stdin === 'pipe' ? 'pipe' : 'inherit'],
    });
}

export function exit(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal!)));
}
