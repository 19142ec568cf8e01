import { buildSync } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { onTestFinished } from 'vitest';

const source = path.join(import.meta.dirname, '../../../src/registry/serve.ts');

/** Bundles a program that serves a registry on the folder that it is given, and says its URL. */
export function bundleServer(folder: string): string {
  const outfile = path.join(folder, 'server.mjs');
  buildSync({
    stdin: {
      contents: `
        import { serveRegistry } from ${JSON.stringify(source)};
        const { url } = await serveRegistry({ addr: '0', root: process.argv[2], deleteEnabled: true });
        console.log(url);`,
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}

/** Starts the program in a process of its own, and kills it when the test ends. */
export async function startServer(
  program: string,
  root: string,
  command: readonly string[] = [process.execPath],
): Promise<{ url: string; child: ChildProcess }> {
  const [file, ...args] = command as [string, ...string[]];
  const child = spawn(file, [...args, program, root], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    // Until it is gone it may write into folders that are removed next.
    await ended;
  });
  const said = (await Promise.race([once(child.stdout!, 'data'), ended])) as unknown[];
  const [line] = said;
  if (!Buffer.isBuffer(line)) throw new Error(`the server ended before it listened: ${said.join(', ')}`);
  return { url: line.toString().trim(), child };
}
