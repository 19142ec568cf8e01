import { Failure } from '../failure.ts';
import type { Handler } from '../table/command.ts';
import { containerPath } from './each.ts';
import { momentOf } from './quantities.ts';

/** `docker logs CONTAINER`: what it wrote to its output goes to ours, and errors to errors. */
export const logs: Handler = async ({ args, flags, engine }) => {
  const moment = (name: 'since' | 'until'): string | undefined => {
    const text = flags.text(name);
    const found = text ? momentOf(text) : undefined;
    if (text && found === undefined) {
      throw new Failure(
        `invalid value for "${name}": failed to parse value as time or duration: ${JSON.stringify(text)}`,
      );
    }
    return found;
  };
  const container = await engine.get<{ Id: string; Config: { Tty: boolean } }>(
    containerPath(args[0]!, '/json'),
  );
  const switched = (name: string): 1 | undefined => (flags.on(name) ? 1 : undefined);
  const stream = await engine.stream('GET', containerPath(container.Id, '/logs'), {
    query: {
      stdout: 1,
      stderr: 1,
      since: moment('since'),
      until: moment('until'),
      timestamps: switched('timestamps'),
      follow: switched('follow'),
      tail: flags.text('tail') ?? 'all',
      details: switched('details'),
    },
  });
  if (container.Config.Tty) for await (const chunk of stream) process.stdout.write(chunk as Buffer);
  else await engine.demultiplex(stream, process.stdout, process.stderr);
  return 0;
};
