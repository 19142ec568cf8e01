import { Failure } from '../failure.ts';
import type { Handler } from '../table/command.ts';
import { containerPath, each } from './each.ts';

const exitOf = (failed: readonly string[]): number => (failed.length ? 1 : 0);

function timeQuery(flags: Parameters<Handler>[0]['flags']): {
  t: number | undefined;
  signal: string | undefined;
} {
  return { t: flags.number('timeout') ?? flags.number('time'), signal: flags.text('signal') };
}

/** `docker stop CONTAINER…`. */
export const stop: Handler = async ({ args, flags, engine }) =>
  exitOf(
    await each(args, (name) =>
      engine.post(containerPath(name, '/stop'), { query: timeQuery(flags) }).then(() => undefined),
    ),
  );

/** `docker restart CONTAINER…`. */
export const restart: Handler = async ({ args, flags, engine }) =>
  exitOf(
    await each(args, (name) =>
      engine.post(containerPath(name, '/restart'), { query: timeQuery(flags) }).then(() => undefined),
    ),
  );

/** `docker kill CONTAINER…`. */
export const kill: Handler = async ({ args, flags, engine }) => {
  const signal = flags.text('signal') ?? 'KILL';
  return exitOf(
    await each(args, (name) =>
      engine.post(containerPath(name, '/kill'), { query: { signal } }).then(() => undefined),
    ),
  );
};

/** `docker wait CONTAINER…`: prints the exit codes. */
export const wait: Handler = async ({ args, engine }) =>
  exitOf(
    await each(args, async (name) => {
      const { StatusCode } = await engine.post<{ StatusCode: number }>(containerPath(name, '/wait'));
      return String(StatusCode);
    }),
  );

/** `docker rename CONTAINER NEW_NAME`. */
export const rename: Handler = async ({ args, engine }) => {
  const [from, to] = args.map((name) => name.trim()) as [string, string];
  if (!from || !to) throw new Failure('Error: Neither old nor new names may be empty');
  try {
    await engine.post(containerPath(from, '/rename'), { query: { name: to } });
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`${error.message}\nError: failed to rename container named ${from}`);
  }
};
