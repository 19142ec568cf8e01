import type { Socket } from 'node:net';
import type { Registry } from '../../registry/registry.ts';

/** What a container gives the program that runs in it. */
export interface ProgramIo {
  /** The container's id, 64 hex digits. */
  readonly id: string;
  /** The command line: path and arguments, as `docker inspect` shows them. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Labels of the image and of the container. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where a path of the container lies on this machine: in a bind mount, a volume, or the container's own files. */
  hostPath(path: string): string;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Takes connections to a port of the container (`5000/tcp`); they come from the ports that are published for it. */
  serve(port: string, onConnection: (socket: Socket) => void): void;
  /**
   * Where a URL leads from inside the container: to another container of a network of its own by that one's name, to a
   * hosted registry that practice plays, and nowhere else. The answer has no path.
   */
  reach(url: string): Promise<string>;
  /** Tells the engine of a registry that runs here, until the function that is returned is called. */
  watch(registry: Registry): () => void;
}

export interface RunningProgram {
  /** The exit code, when the program has ended by itself or was told to. */
  readonly exited: Promise<number>;
  /** Asks the program to end, as a signal would: `SIGTERM`, `SIGINT`. SIGKILL is not asked; the container is closed. */
  signal(name: string): void;
  /** Lets go of everything at once: what SIGKILL does to a process. */
  kill(): void;
}

/** A program that a container runs: ours, inside the engine's process. One file per program. */
export interface Program {
  /** What the label `org.registry-workshop.program` of an image says. */
  readonly name: string;
  /** Paths under which the image has it; anything else in a command line is not there. */
  readonly paths: readonly string[];
  start(io: ProgramIo): Promise<RunningProgram>;
}

/** The label by which an image says which program of ours it holds. */
export const PROGRAM_LABEL = 'org.registry-workshop.program';
