import type { PortConfig, ServiceSpec, TaskSpec } from './spec.ts';

/** What every object of a swarm has: its id, a version that grows with each change, and times in RFC 3339. */
interface Kept {
  readonly id: string;
  readonly version: number;
  readonly created: string;
  readonly updated: string;
}

/** The swarm itself. */
export interface Cluster extends Kept {
  /** The played node that is this engine. */
  readonly localNode: string;
  readonly workerToken: string;
  readonly managerToken: string;
  /** `Spec` of Docker's API. */
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface Node extends Kept {
  readonly hostname: string;
  readonly role: 'manager' | 'worker';
  readonly availability: 'active' | 'pause' | 'drain';
  readonly labels: Readonly<Record<string, string>>;
  readonly name: string;
  /** Address of this machine at which the node's published ports answer: 127.0.0.1, 127.0.0.2, … */
  readonly address: string;
}

export interface UpdateStatus {
  readonly State:
    'updating' | 'paused' | 'completed' | 'rollback_started' | 'rollback_paused' | 'rollback_completed';
  readonly StartedAt?: string;
  readonly CompletedAt?: string;
  readonly Message: string;
}

export interface Service extends Kept {
  readonly spec: ServiceSpec;
  readonly previousSpec?: ServiceSpec | undefined;
  /** Published ports, with numbers where the specification leaves them open. */
  readonly ports: readonly PortConfig[];
  readonly updateStatus?: UpdateStatus | undefined;
}

export type TaskState =
  | 'new'
  | 'pending'
  | 'assigned'
  | 'preparing'
  | 'ready'
  | 'starting'
  | 'running'
  | 'complete'
  | 'shutdown'
  | 'failed'
  | 'rejected';

export interface Task extends Kept {
  readonly serviceId: string;
  /** From 1; a global service has none. */
  readonly slot?: number | undefined;
  readonly nodeId?: string | undefined;
  readonly spec: TaskSpec;
  /** Ports of `mode=host`, which belong to the task and not to the service. */
  readonly ports: readonly PortConfig[];
  readonly desired: 'ready' | 'running' | 'shutdown' | 'remove';
  readonly state: TaskState;
  /** RFC 3339: since when it is in that state. */
  readonly since: string;
  readonly message: string;
  readonly error?: string | undefined;
  readonly containerId?: string | undefined;
  readonly exitCode?: number | undefined;
}

const OVER: readonly TaskState[] = ['complete', 'shutdown', 'failed', 'rejected'];

/** Nothing more happens with it. */
export function isOver({ state }: Task): boolean {
  return OVER.includes(state);
}

/** Wanted on its node: it runs, or is on its way there, or just failed and is not replaced yet. */
export function isWanted({ desired }: Task): boolean {
  return desired === 'running' || desired === 'ready';
}
