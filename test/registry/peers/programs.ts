import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, realpathSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

/** The path of a program of this machine, or undefined, with a line that says why its tests do not run. */
export function findProgram(name: string): string | undefined {
  return findPrograms(name)[0];
}

/** All programs of that name in the path, since a machine may have several versions of one. */
export function findPrograms(name: string): string[] {
  const found = (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .filter((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
  if (found.length === 0) console.warn(`skipped: ${name} is not installed on this machine`);
  return [...new Map(found.map((file) => [realpathSync(file), file])).values()];
}

/** Runs a program to its end; its output, or an error with it. */
export async function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, {
    env: { ...process.env, ...env },
    timeout: 110_000,
  });
  return stdout;
}

/** Starts Docker's registry on a free port that it takes itself; it runs until the test ends. */
export async function startDockersRegistry(
  program: string,
  config: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(program, ['serve', config], {
    env: { ...process.env, ...env, REGISTRY_HTTP_ADDR: '127.0.0.1:0', REGISTRY_LOG_LEVEL: 'info' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => stop(child));
  let log = '';
  for await (const data of child.stderr.iterator({ destroyOnReturn: false })) {
    log += String(data);
    const address = /msg="listening on (127\.0\.0\.1:\d+)"/.exec(log)?.[1];
    if (address === undefined) continue;
    child.stderr.resume();
    return { url: `http://${address}`, child };
  }
  throw new Error(`Docker's registry ended before it listened: ${log}`);
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
