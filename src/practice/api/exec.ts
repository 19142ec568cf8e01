import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { eventAttributes, type Container } from '../containers/container.ts';
import type { Containers } from '../containers/containers.ts';
import type { EventLog } from '../events.ts';
import { ContainerView } from '../exec/container-view.ts';
import { ImageFiles } from '../exec/image-files.ts';
import { CANNOT_RUN, runExec } from '../exec/run-exec.ts';
import { readJson, readUpgradedJson } from '../http/call.ts';
import { badRequest, conflict, notFound } from '../http/failure.ts';
import { openOutput } from '../http/output.ts';
import { sendEmpty, sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import type { ImageStore } from '../images/image-store.ts';
import { programNamed } from '../programs/programs.ts';

interface ExecBody {
  readonly AttachStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly AttachStderr?: boolean;
  readonly Tty?: boolean;
  readonly Env?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly WorkingDir?: string;
  readonly User?: string;
}

interface Exec {
  readonly id: string;
  readonly container: string;
  readonly body: ExecBody;
  running: boolean;
  exitCode: number | null;
}

/** How many commands are remembered after their end, for who asks how they ended. */
const REMEMBERED = 256;

/** Further commands in running containers. They live in memory alone: none outlives the engine's process. */
export function execRoutes(
  router: Router,
  { containers, images, events }: { containers: Containers; images: ImageStore; events: EventLog },
): void {
  const { store } = containers;
  const execs = new Map<string, Exec>();
  const find = (id: string): Exec => {
    const exec = execs.get(id);
    if (!exec) throw notFound(`No such exec instance: ${id}`);
    return exec;
  };
  const running = (text: string): Container => {
    const container = store.require(text);
    if (container.state.status !== 'running') throw conflict(`Container ${container.id} is not running`);
    return container;
  };
  const tell = (container: Container, action: string, exec: Exec, more: Record<string, string> = {}): void =>
    events.emit('container', action, container.id, {
      ...eventAttributes(container),
      execID: exec.id,
      ...more,
    });

  router.on('POST', '/containers/:id/exec', async (call) => {
    const container = running(call.params.id!);
    const body = ((await readJson(call)) ?? {}) as ExecBody;
    if (!body.Cmd?.length) throw badRequest('No exec command specified');
    const exec: Exec = {
      id: randomBytes(32).toString('hex'),
      container: container.id,
      body,
      running: false,
      exitCode: null,
    };
    execs.set(exec.id, exec);
    if (execs.size > REMEMBERED) {
      const old = [...execs.values()].find((other) => other.exitCode !== null);
      if (old) execs.delete(old.id);
    }
    tell(container, `exec_create: ${lineOf(body)}`, exec);
    sendJson(call.response, 201, { Id: exec.id });
  });

  router.on('POST', '/exec/:id/start', async (call) => {
    const exec = find(call.params.id!);
    const container = running(exec.container);
    const wish = call.upgraded ? await readUpgradedJson(call) : await readJson(call);
    const { Detach: detached = false } = (wish ?? {}) as { Detach?: boolean };
    if (exec.running || exec.exitCode !== null) throw conflict(`exec ${exec.id} has already been started`);
    exec.running = true;
    // Heard from the beginning: what is typed before the program asks for it is not lost.
    const typed = exec.body.AttachStdin && call.upgraded ? everything(call.upgraded) : Promise.resolve('');
    const output = detached ? undefined : openOutput(call, exec.body.Tty ?? false);
    tell(container, `exec_start: ${lineOf(exec.body)}`, exec);
    const done = run(exec, container, typed, output).then((code) => {
      exec.running = false;
      exec.exitCode = code;
      if (code !== CANNOT_RUN) tell(container, 'exec_die', exec, { exitCode: String(code) });
      output?.end();
    });
    if (detached) {
      done.catch(() => undefined);
      sendEmpty(call.response, 200);
    } else await done;
  });

  function run(
    { body }: Exec,
    container: Container,
    typed: Promise<string>,
    output: ReturnType<typeof openOutput> | undefined,
  ): Promise<number> {
    // On a terminal each line also goes back to its beginning.
    const shown = (text: string): string => (body.Tty ? text.replace(/\r?\n/g, '\r\n') : text);
    let image: Promise<ImageFiles> | undefined;
    const files = containers.files(container.id);
    const view = new ContainerView(
      container,
      files,
      () => (image ??= ImageFiles.of(container.imageId, images)),
    );
    return runExec({
      words: body.Cmd!,
      env: body.Env ?? [],
      cwd: path.posix.resolve('/', body.WorkingDir || container.config.WorkingDir || '/'),
      container,
      program: programNamed(container.program),
      files,
      view,
      stdin: () => typed,
      stdout: (text) => output?.write('stdout', shown(Buffer.from(text).toString())),
      stderr: (text) => output?.write('stderr', shown(text)),
    }).catch((error: unknown) => {
      output?.write('stderr', `${(error as Error).message}\n`);
      return 1;
    });
  }

  router.on('GET', '/exec/:id/json', ({ params, response }) => {
    const { id, container, body, running: runs, exitCode } = find(params.id!);
    const [entrypoint, ...args] = body.Cmd!;
    sendJson(response, 200, {
      ID: id,
      Running: runs,
      ExitCode: exitCode,
      ProcessConfig: {
        tty: body.Tty ?? false,
        entrypoint,
        arguments: args,
        privileged: false,
        user: body.User ?? '',
      },
      OpenStdin: body.AttachStdin ?? false,
      OpenStderr: body.AttachStderr ?? false,
      OpenStdout: body.AttachStdout ?? false,
      CanRemove: false,
      ContainerID: container,
      DetachKeys: '',
      Pid: runs ? process.pid : 0,
    });
  });

  // A terminal's size means nothing to programs of ours.
  router.on('POST', '/exec/:id/resize', ({ params, response }) => {
    find(params.id!);
    sendEmpty(response, 200);
  });
}

/** The command as the engine's events tell it: a space follows its name always. */
function lineOf({ Cmd }: ExecBody): string {
  const [name, ...args] = Cmd ?? [];
  return `${name} ${args.join(' ')}`;
}

/** Reads to the end, and leaves the other direction open, which an iterator would close. */
function everything(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    const done = (): void => resolve(Buffer.concat(chunks).toString());
    stream.on('end', done).on('close', done);
  });
}
