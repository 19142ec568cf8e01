import { Failure } from '../failure.ts';
import type { Handler } from '../table/command.ts';
import { connectStreams, followSize } from './attach.ts';
import { containerPath } from './each.ts';
import { environmentOf } from './settings-files.ts';

/** `docker exec CONTAINER COMMAND`: the exit code is that of the command. */
export const exec: Handler = async ({ args, flags, engine }) => {
  const [name, ...command] = args as [string, ...string[]];
  const detached = flags.on('detach');
  const tty = flags.on('tty');
  const stdin = flags.on('interactive') && !detached;
  const env = environmentOf(flags.list('env-file'), flags.list('env'));
  await engine.get(containerPath(name, '/json')); // says so when there is no such container
  if (stdin && tty && !process.stdin.isTTY) throw new Failure('the input device is not a TTY');
  const { Id } = await engine.post<{ Id: string }>(containerPath(name, '/exec'), {
    body: {
      User: flags.text('user') ?? '',
      Privileged: flags.on('privileged'),
      Tty: tty,
      AttachStdin: stdin,
      AttachStdout: !detached,
      AttachStderr: !detached,
      Detach: detached,
      Env: env.length ? env : null,
      WorkingDir: flags.text('workdir') ?? '',
      Cmd: command,
    },
  });
  const start = { body: { Detach: detached, Tty: tty } };
  if (detached) {
    await engine.post(`/exec/${Id}/start`, start);
    return 0;
  }
  const streams = { stdin, stdout: true, stderr: true };
  const stream = await engine.hijack(`/exec/${Id}/start`, start);
  const connection = connectStreams(engine, stream, streams, tty);
  const stopResizing =
    tty && process.stdout.isTTY ? followSize(engine, `/exec/${Id}/resize`) : () => undefined;
  try {
    await connection.ended;
  } finally {
    stopResizing();
    connection.close();
  }
  const { ExitCode } = await engine.get<{ ExitCode: number | null }>(`/exec/${Id}/json`);
  return ExitCode ?? 0;
};
