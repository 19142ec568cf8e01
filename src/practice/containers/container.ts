/** `Config` of Docker's API, as far as practice reads it; other fields are kept and shown as they came. */
export interface ContainerConfig {
  readonly Hostname: string;
  readonly User: string;
  readonly AttachStdin: boolean;
  readonly AttachStdout: boolean;
  readonly AttachStderr: boolean;
  readonly Tty: boolean;
  readonly OpenStdin: boolean;
  readonly StdinOnce: boolean;
  readonly Env: readonly string[];
  readonly Cmd: readonly string[] | null;
  readonly Entrypoint: readonly string[] | null;
  readonly Image: string;
  readonly Volumes: Readonly<Record<string, object>> | null;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
  readonly [more: string]: unknown;
}

export interface PortBinding {
  readonly HostIp?: string;
  readonly HostPort?: string;
}

export type PortMap = Readonly<Record<string, readonly PortBinding[] | null>>;

/** `HostConfig` of Docker's API, as far as practice reads it; other fields are kept and shown as they came. */
export interface HostConfig {
  readonly Binds: readonly string[] | null;
  readonly NetworkMode: string;
  readonly PortBindings: PortMap | null;
  readonly RestartPolicy: { readonly Name: string; readonly MaximumRetryCount: number };
  readonly AutoRemove: boolean;
  readonly PublishAllPorts: boolean;
  readonly [more: string]: unknown;
}

export interface MountPoint {
  readonly Type: 'bind' | 'volume';
  readonly Name?: string;
  /** Folder on this machine. */
  readonly Source: string;
  /** Folder in the container. */
  readonly Destination: string;
  readonly Driver?: string;
  readonly Mode: string;
  readonly RW: boolean;
  readonly Propagation: string;
}

export interface ContainerState {
  readonly status: 'created' | 'running' | 'restarting' | 'exited';
  readonly exitCode: number;
  readonly error: string;
  /** RFC 3339, zero time when never. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly restarts: number;
  /** Somebody stopped it: `unless-stopped` then leaves it alone. */
  readonly stoppedByHand: boolean;
}

/** A container as it is kept on disk. */
export interface Container {
  readonly id: string;
  /** Without the slash that Docker shows before it. */
  readonly name: string;
  /** RFC 3339. */
  readonly created: string;
  readonly imageId: string;
  /** Name of the program of ours that the image holds, kept so that it outlives the image. */
  readonly program?: string;
  /** Path of the WebAssembly module that it runs, once that was found and its files were unpacked. */
  readonly module?: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly config: ContainerConfig;
  readonly hostConfig: HostConfig;
  readonly mounts: readonly MountPoint[];
  readonly state: ContainerState;
  /** The networks it was put into by hand, its first one among them; without it, only the one of its settings. */
  readonly networks?: readonly string[];
  /** What is published while it runs: `5000/tcp` → where on this machine. */
  readonly published: Readonly<Record<string, readonly Required<PortBinding>[]>>;
}

export const ZERO_TIME = '0001-01-01T00:00:00Z';

export function isRunning({ state }: Container): boolean {
  return state.status === 'running' || state.status === 'restarting';
}

/** Names of the networks that a container belongs to. */
export function networkNames({ networks, hostConfig }: Container): readonly string[] {
  return networks ?? [hostConfig.NetworkMode === 'default' ? 'bridge' : hostConfig.NetworkMode];
}

/** Variables as a map, from `NAME=value` each. */
export function environmentOf(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

/** What the engine's events say of a container. */
export function eventAttributes(container: Container): Record<string, string> {
  return { ...container.config.Labels, image: container.config.Image, name: container.name };
}
