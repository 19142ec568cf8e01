import { Failure } from '../failure.ts';
import type { Handler, Invocation } from '../table/command.ts';
import { containerPath, each } from './each.ts';
import { runInForeground } from './foreground.ts';

/** `docker start CONTAINER…`; with -a or -i the exit code is that of the container. */
export const start: Handler = async (invocation) => {
  const { args, flags, engine } = invocation;
  if (flags.on('attach') || flags.on('interactive')) return startAttached(invocation);
  const failed = await each(args, (name) => engine.post(containerPath(name, '/start')).then(() => undefined));
  if (failed.length) throw new Failure(`Error: failed to start containers: ${failed.join(', ')}`);
  return 0;
};

async function startAttached({ args, flags, engine }: Invocation): Promise<number> {
  if (args.length > 1) throw new Failure('you cannot start and attach multiple containers at once');
  const container = await engine.get<{
    Id: string;
    Config: { Tty: boolean; OpenStdin: boolean };
    HostConfig: { AutoRemove: boolean };
  }>(containerPath(args[0]!, '/json'));
  const { Tty: tty, OpenStdin } = container.Config;
  const stdin = flags.on('interactive') && OpenStdin;
  if (stdin && tty && !process.stdin.isTTY) throw new Failure('the input device is not a TTY');
  return runInForeground({
    engine,
    id: container.Id,
    streams: { stdin, stdout: true, stderr: true },
    tty,
    removed: container.HostConfig.AutoRemove,
    proxySignals: true,
  });
}
