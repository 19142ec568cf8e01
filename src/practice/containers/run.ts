import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { ApiFailure } from '../http/failure.ts';
import { placeholder } from '../programs/placeholder.ts';
import type { Program, ProgramIo, RunningProgram } from '../programs/program.ts';
import type { Registries } from '../registries.ts';
import { environmentOf, type Container, type PortMap } from './container.ts';
import type { ContainerFiles } from './container-files.ts';
import type { LogFile } from './log-file.ts';
import { PublishedPorts } from './ports.ts';
import type { Way } from './way.ts';

/** A program at work in a container. */
export interface Run {
  /** The exit code; never rejects. */
  readonly ended: Promise<number>;
  signal(name: string): void;
  /** Hands a connection to the program, at a port of the container (`5000/tcp`); false when it serves none there. */
  deliver(port: string, socket: Socket): boolean;
  /** Ends it now, with the given exit code. */
  kill(exitCode: number): void;
  /** Gives the published ports back. */
  close(): void;
}

export interface ImageProgram {
  readonly program: Program;
  /** Its path in the image, to be kept with the container: a later start need not look for it again. */
  readonly module: string;
}

/** Finds what the layers of a container's image hold that runs here; `root` is where its files are then put. */
export interface ImagePrograms {
  find(container: Container, root: string): Promise<ImageProgram | undefined>;
}

export interface RunRequest {
  readonly container: Container;
  readonly program: Program | undefined;
  readonly files: ContainerFiles;
  readonly log: LogFile;
  /** Who takes notice of registries that run in containers. */
  readonly watched?: Registries | undefined;
  readonly imagePrograms: ImagePrograms;
  /** Opens a way to what a URL names, as seen from this container. */
  reach(url: string): Promise<Way>;
  /** Called when the ports are open, before the program runs: from here on the container counts as running. */
  onListening(published: Container['published'], module: string | undefined): void;
}

/** A refusal that also sets the container's exit code. */
class StartFailure extends ApiFailure {
  readonly exitCode: number;

  constructor(status: number, message: string, exitCode: number) {
    super(status, message);
    this.exitCode = exitCode;
  }
}

export async function startRun(request: RunRequest): Promise<Run> {
  const { container, files, log, watched, onListening } = request;
  const { program: runnable, module } = await findProgram(request);
  // The engine names the endpoint, whose id is made for each start.
  const endpoint = `${container.name} (${randomBytes(32).toString('hex')})`;
  const ports = await PublishedPorts.open(portsOf(container), endpoint);
  try {
    onListening(ports.bindings, module);
  } catch (error) {
    ports.close();
    throw error;
  }

  let endNow: (code: number) => void = () => {};
  const killed = new Promise<number>((resolve) => (endNow = resolve));
  const ways: Way[] = [];
  let running: RunningProgram | undefined;
  let exited: Promise<number>;
  try {
    // Until this returns nobody is told that the container runs: its ports then answer at once.
    running = await runnable.start({
      id: container.id,
      argv: [container.path, ...container.args],
      env: environmentOf(container.config.Env),
      labels: container.config.Labels,
      hostPath: (inside) => files.hostPath(container, inside),
      ...outputsOf(container.config.Tty, log),
      serve: (port, onConnection) => ports.serve(port, onConnection),
      reach: async (url) => {
        const way = await request.reach(url);
        ways.push(way);
        return way.url;
      },
      watch: (registry) => watched?.watch({ container: container.id }, registry) ?? (() => undefined),
    });
    exited = running.exited;
  } catch (error) {
    log.append('stderr', `${(error as Error).message}\n`);
    exited = Promise.resolve(1);
  }
  return {
    ended: Promise.race([exited, killed]),
    signal: (name) => running?.signal(name),
    deliver: (port, socket) => ports.deliver(port, socket),
    kill: (exitCode) => {
      running?.kill();
      endNow(exitCode);
    },
    close: () => {
      ports.close();
      for (const way of ways) way.close();
    },
  };
}

/** What a terminal shows is one stream, in which each line also goes back to its beginning. */
function outputsOf(tty: boolean, log: LogFile): Pick<ProgramIo, 'stdout' | 'stderr'> {
  if (tty) {
    const show = (text: string): void => log.append('stdout', text.replace(/\r?\n/g, '\r\n'));
    return { stdout: show, stderr: show };
  }
  return { stdout: (text) => log.append('stdout', text), stderr: (text) => log.append('stderr', text) };
}

/** The label by which a container is known to be a task of a service. */
const TASK_LABEL = 'com.docker.swarm.task.id';

/** What the command line starts, if practice has it: a program of ours, or a WebAssembly module of the image. */
async function findProgram({
  container,
  program,
  files,
  imagePrograms,
}: RunRequest): Promise<{ readonly program: Program; readonly module?: string }> {
  const { path, config } = container;
  if (program?.paths.includes(path)) return { program };
  if (config.Labels[TASK_LABEL] !== undefined) {
    // No program is called so: a flag that was typed behind the image, where its command stands.
    if (path.startsWith('-')) throw notFound(path);
    return { program: placeholder };
  }
  const found = await imagePrograms.find(container, files.root);
  if (found) return found;
  throw new StartFailure(
    400,
    `failed to create task for container: exec: "${path}": executable file not found: ` +
      `practice runs no Linux processes, and ${config.Image} has nothing at that name for every machine (WebAssembly); ` +
      'a real engine runs it (--engine docker)',
    127,
  );
}

const notFound = (path: string): StartFailure =>
  new StartFailure(
    400,
    `failed to create task for container: exec: "${path}": executable file not found in $PATH`,
    127,
  );

/** The asked ports, and with `-P` every exposed one on a free port. */
function portsOf({ config, hostConfig }: Container): PortMap {
  const asked = hostConfig.PortBindings ?? {};
  if (!hostConfig.PublishAllPorts) return asked;
  const exposed = Object.keys(config.ExposedPorts ?? {}).map((port) => [port, [{}]] as const);
  return { ...Object.fromEntries(exposed), ...asked };
}
