/** What the API tells of services, tasks and nodes, as far as the commands read it. */
export interface Service {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: ServiceSpec;
  readonly PreviousSpec?: ServiceSpec | null;
  readonly Endpoint?: { readonly Ports?: readonly Port[] | null } | null;
  readonly UpdateStatus?: {
    readonly State?: string;
    readonly StartedAt?: string;
    readonly CompletedAt?: string;
    readonly Message?: string;
  } | null;
  readonly ServiceStatus?: { readonly RunningTasks: number; readonly DesiredTasks: number } | null;
}

/** Fields that no flag of ours touches are sent back as they came. */
export interface ServiceSpec {
  Name: string;
  Labels?: Record<string, string>;
  TaskTemplate: TaskSpec;
  Mode?: { Replicated?: { Replicas?: number }; Global?: object; [more: string]: unknown };
  UpdateConfig?: UpdateConfig;
  RollbackConfig?: UpdateConfig;
  EndpointSpec?: { Mode?: string; Ports?: Port[] };
  [more: string]: unknown;
}

export interface TaskSpec {
  ContainerSpec: ContainerSpec;
  Resources?: { Limits?: Record<string, unknown>; Reservations?: Record<string, unknown> };
  RestartPolicy?: Record<string, unknown>;
  Placement?: { Constraints?: string[]; MaxReplicas?: number; Platforms?: unknown; [more: string]: unknown };
  Networks?: { Target?: string; [more: string]: unknown }[];
  ForceUpdate?: number;
  [more: string]: unknown;
}

export interface ContainerSpec {
  Image: string;
  Labels?: Record<string, string>;
  Command?: string[];
  Args?: string[];
  Env?: string[];
  Mounts?: { Type?: string; Source?: string; Target?: string; ReadOnly?: boolean }[];
  Dir?: string;
  User?: string;
  Hostname?: string;
  StopGracePeriod?: number;
  [more: string]: unknown;
}

/** Times in nanoseconds. */
export interface UpdateConfig {
  Parallelism?: number;
  Delay?: number;
  FailureAction?: string;
  Monitor?: number;
  MaxFailureRatio?: number;
  Order?: string;
}

export interface Port {
  readonly Protocol?: string;
  readonly TargetPort?: number;
  readonly PublishedPort?: number;
  readonly PublishMode?: string;
}

export interface Task {
  readonly ID: string;
  readonly CreatedAt: string;
  readonly Spec: { readonly ContainerSpec?: { readonly Image?: string } | null };
  readonly ServiceID: string;
  readonly Slot?: number;
  readonly NodeID?: string;
  readonly Status: {
    readonly Timestamp: string;
    readonly State: string;
    readonly Message?: string;
    readonly Err?: string;
    readonly PortStatus?: { readonly Ports?: readonly Port[] | null } | null;
  };
  readonly DesiredState: string;
}

export interface Node {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly CreatedAt: string;
  readonly Spec: {
    readonly Name?: string;
    readonly Labels?: Readonly<Record<string, string>> | null;
    readonly Role: string;
    readonly Availability: string;
  };
  readonly Description: {
    readonly Hostname?: string;
    readonly Platform?: { readonly Architecture?: string; readonly OS?: string };
    readonly Resources?: { readonly NanoCPUs?: number; readonly MemoryBytes?: number };
    readonly Engine?: {
      readonly EngineVersion?: string;
      readonly Labels?: Readonly<Record<string, string>> | null;
      readonly Plugins?: readonly { readonly Type: string; readonly Name: string }[] | null;
    };
    readonly TLSInfo?: {
      readonly TrustRoot?: string;
      readonly CertIssuerSubject?: string;
      readonly CertIssuerPublicKey?: string;
    } | null;
  };
  readonly Status: { readonly State: string; readonly Message?: string; readonly Addr?: string };
  readonly ManagerStatus?: {
    readonly Leader?: boolean;
    readonly Reachability?: string;
    readonly Addr?: string;
  } | null;
}

export const servicePath = (name: string, rest = ''): string =>
  `/services/${encodeURIComponent(name)}${rest}`;
export const nodePath = (name: string, rest = ''): string => `/nodes/${encodeURIComponent(name)}${rest}`;

/** `*:5000->5000/tcp`, as lists show a port. */
export function portText({ PublishedPort = 0, TargetPort = 0, Protocol = 'tcp' }: Port): string {
  return `*:${PublishedPort}->${TargetPort}/${Protocol}`;
}

/** An image without the digest that was added to its tag. */
export function shownImage(image: string): string {
  return image.replace(/(:[\w][\w.-]*)@sha256:[\da-f]{64}$/, '$1');
}

/** Numbers within names count as numbers. */
export const byName = new Intl.Collator('en', { numeric: true });
