import { Failure } from '../failure.ts';
import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';
import { createContainer, specOrUsage, usageFailure } from './create.ts';
import { runInForeground } from './foreground.ts';
import { containerSpec, streamsOf } from './spec.ts';

/** `docker run IMAGE [COMMAND]`: 125 when docker itself fails, 126 and 127 when the command cannot run, else its exit code. */
export const run: Handler = async (invocation) => {
  const { flags, args, engine, typed } = invocation;
  const detached = flags.on('detach');
  const tty = flags.on('tty');
  const { spec, streams } = specOrUsage(invocation, () => {
    const own = streamsOf(flags, detached);
    return { streams: own, spec: containerSpec(flags, args, own) };
  });
  if (streams.stdin && tty && !process.stdin.isTTY) throw new Failure('the input device is not a TTY');
  const id = await createContainer(invocation, spec).catch((error: unknown) => {
    throw error instanceof Failure ? usageFailure(error, typed) : error;
  });
  try {
    if (detached) {
      await engine.post(`/containers/${id}/start`);
      return 0;
    }
    const proxySignals = !flags.has('sig-proxy') || flags.on('sig-proxy');
    return await runInForeground({ engine, id, streams, tty, removed: flags.on('rm'), proxySignals });
  } catch (error) {
    throw error instanceof Failure ? usageFailure(error, typed, startExit(error.message)) : error;
  } finally {
    if (detached) out(`${id}\n`);
  }
};

/** 127 when the command does not exist, 126 when it may not be run, as shells have it. */
function startExit(message: string): number {
  if (
    /executable file not found|no such file or directory|system cannot find the file specified/.test(message)
  )
    return 127;
  if (/permission denied|is a directory/.test(message)) return 126;
  return 125;
}
