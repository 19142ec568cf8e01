import type { Program, ProgramIo, RunningProgram } from './program.ts';

const SHELLS = /^(?:\/bin\/)?(?:a|ba|da)?sh$/;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Longest time that a timer can wait, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/** 128 + 15 and 128 + 9: ended by SIGTERM, by SIGKILL. */
const TERMINATED = 143;
const KILLED = 137;

/**
 * Stands for a program that practice does not have, in a task of a service: so that a swarm can be seen at work with
 * images of one's own. It ends when the real one surely would (a shell without a terminal, `sleep 5`), else never.
 */
export const placeholder: Program = {
  name: 'placeholder',
  paths: [],
  start: (io) => Promise.resolve(start(io)),
};

function start(io: ProgramIo): RunningProgram {
  const [path = '', ...args] = io.argv;
  let end: (code: number) => void = () => {};
  const exited = new Promise<number>((resolve) => (end = resolve));
  const name = path.split('/').at(-1)!;
  let timer: NodeJS.Timeout | undefined;
  if (SHELLS.test(path) && args.length === 0) end(0);
  else if (name === 'true') end(0);
  else if (name === 'false') end(1);
  else {
    const seconds = name === 'sleep' ? sleepSeconds(args) : undefined;
    io.stdout(`practice runs no Linux programs: this task only stands for \`${io.argv.join(' ')}\`\n`);
    if (seconds !== undefined && seconds * 1000 <= LONGEST_MS) {
      timer = setTimeout(() => end(0), seconds * 1000);
      timer.unref();
    }
  }
  return {
    exited,
    signal: (signal) => {
      if (['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'].includes(signal)) end(TERMINATED);
      if (signal === 'SIGKILL') end(KILLED);
    },
    kill: () => clearTimeout(timer),
  };
}

/** `sleep 10`, `sleep 1h 30m`; undefined for `infinity` and for what is no time. */
function sleepSeconds(args: readonly string[]): number | undefined {
  const parts = args.map((arg) => /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(arg));
  if (parts.length === 0 || parts.includes(null)) return undefined;
  return parts.reduce((sum, part) => sum + Number(part![1]) * UNITS[part![2] || 's']!, 0);
}
