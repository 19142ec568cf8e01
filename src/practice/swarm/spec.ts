import type { MountSpec } from '../containers/mounts.ts';

/** `ServiceSpec` of Docker's API, as far as practice reads it; other fields are kept and shown as they came. */
export interface ServiceSpec {
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly TaskTemplate: TaskSpec;
  readonly Mode?: {
    readonly Replicated?: { readonly Replicas?: number };
    readonly Global?: object;
    readonly [more: string]: unknown;
  };
  readonly UpdateConfig?: UpdateConfig;
  readonly RollbackConfig?: UpdateConfig;
  readonly EndpointSpec?: EndpointSpec;
  readonly [more: string]: unknown;
}

export interface TaskSpec {
  readonly ContainerSpec?: ContainerSpec;
  readonly RestartPolicy?: RestartPolicy;
  readonly Placement?: {
    readonly Constraints?: readonly string[];
    readonly MaxReplicas?: number;
    readonly [more: string]: unknown;
  };
  readonly ForceUpdate?: number;
  readonly [more: string]: unknown;
}

export interface ContainerSpec {
  readonly Image: string;
  readonly Labels?: Readonly<Record<string, string>>;
  /** Instead of the image's entrypoint. */
  readonly Command?: readonly string[];
  readonly Args?: readonly string[];
  readonly Env?: readonly string[];
  readonly Hostname?: string;
  readonly Dir?: string;
  readonly User?: string;
  readonly TTY?: boolean;
  readonly Mounts?: readonly MountSpec[];
  /** Nanoseconds. */
  readonly StopGracePeriod?: number;
  readonly StopSignal?: string;
  readonly [more: string]: unknown;
}

/** Times in nanoseconds. */
export interface RestartPolicy {
  readonly Condition?: string;
  readonly Delay?: number;
  readonly MaxAttempts?: number;
  readonly Window?: number;
}

/** Times in nanoseconds. */
export interface UpdateConfig {
  readonly Parallelism?: number;
  readonly Delay?: number;
  readonly FailureAction?: string;
  readonly Monitor?: number;
  readonly MaxFailureRatio?: number;
  readonly Order?: string;
}

export interface EndpointSpec {
  readonly Mode?: string;
  readonly Ports?: readonly PortConfig[];
}

export interface PortConfig {
  readonly Name?: string;
  readonly Protocol?: string;
  readonly TargetPort: number;
  readonly PublishedPort?: number;
  readonly PublishMode?: string;
}

/** How many tasks a replicated service is to have; undefined for a global one. */
export function replicasOf({ Mode }: ServiceSpec): number | undefined {
  return Mode?.Global ? undefined : (Mode?.Replicated?.Replicas ?? 1);
}

/** The image as it was asked for, without the digest that a client adds to it. */
export function shortImage(image: string): string {
  const at = image.indexOf('@');
  return at > 0 && image.slice(0, at).includes(':', image.lastIndexOf('/', at)) ? image.slice(0, at) : image;
}

/** The fields in the order in which Go writes them, for whoever prints them as they come. */
export function portInOrder({
  Name,
  Protocol,
  TargetPort,
  PublishedPort,
  PublishMode,
}: PortConfig): PortConfig {
  return {
    ...(Name ? { Name } : {}),
    ...(Protocol ? { Protocol } : {}),
    TargetPort,
    ...(PublishedPort ? { PublishedPort } : {}),
    ...(PublishMode ? { PublishMode } : {}),
  };
}
