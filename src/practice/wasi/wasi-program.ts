import { StringDecoder } from 'node:string_decoder';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Container } from '../containers/container.ts';
import type { Program, ProgramIo, RunningProgram } from '../programs/program.ts';
import { startWasi } from './wasi-process.ts';

/** What a shell says of a process that a signal ended: 128 and the signal's number. */
const SIGNALED = 128;
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGTERM: 15, SIGINT: 2, SIGHUP: 1, SIGQUIT: 3 };

/** A module of an image as a program of a container. `module` is its path in the image, `root` where that is unpacked. */
export function wasiProgram(module: string, root: string, { mounts }: Container): Program {
  // A volume or folder of the learner's is seen where it was mounted.
  const mounted = mounts.map(({ Destination: at, Source: source }) => [at, source] as const);
  const folders = { '/': root, ...Object.fromEntries(mounted) };
  const start = (io: ProgramIo): Promise<RunningProgram> => {
    const child = startWasi({ module: path.join(root, module), argv: io.argv, env: io.env, folders });
    let signaled = 0;
    const outputs = Promise.all([copy(child.stdout!, io.stdout), copy(child.stderr!, io.stderr)]);
    const exited = new Promise<number>((resolve) => {
      child.once('error', (error) => {
        io.stderr(`${error.message}\n`);
        resolve(126);
      });
      child.once('exit', (code, signal) => {
        const ended = signal ? SIGNALED + (signaled || 9) : (code ?? 0);
        void outputs.finally(() => resolve(ended));
      });
    });
    return Promise.resolve({
      exited,
      signal: (name) => {
        const number = SIGNAL_NUMBERS[name];
        if (number === undefined) return;
        signaled = number;
        child.kill('SIGKILL');
      },
      kill: () => void child.kill('SIGKILL'),
    });
  };
  return { name: 'wasi', paths: [], start };
}

/** Passes an output on, never half a letter. */
async function copy(from: Readable, to: (text: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  for await (const chunk of from as AsyncIterable<Buffer>) to(decoder.write(chunk));
  const rest = decoder.end();
  if (rest) to(rest);
}
