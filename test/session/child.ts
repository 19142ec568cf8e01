import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { removeFolder } from '../remove-folder.ts';

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
  afterAll(() => removeFolder(folder));
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

/** Resolves when the process has ended and all that it printed has come. */
export function exit(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve) =>
    child.once('close', (code: number | null, signal) => resolve(code ?? signal!)),
  );
}
