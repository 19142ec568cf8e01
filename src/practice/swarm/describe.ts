import os from 'node:os';
import { ENGINE_VERSION } from '../http/api-version.ts';
import { RESTART_DELAY } from './restart.ts';
import { MONITOR } from './rolling-update.ts';
import type { Cluster, Node, Service, Task } from './objects.ts';
import { takesGlobal } from './schedule.ts';
import { replicasOf } from './spec.ts';

interface Kept {
  readonly id: string;
  readonly version: number;
  readonly created: string;
  readonly updated: string;
}

/** The fields that every object of a swarm begins with, in Docker's spelling. */
const head = ({ id, version, created, updated }: Kept): Record<string, unknown> => ({
  ID: id,
  Version: { Index: version },
  CreatedAt: created,
  UpdatedAt: updated,
});

/** Where nodes would reach the manager; nobody listens there in practice. */
export const managerAddress = (node: Node): string => `${node.address}:2377`;

export function describeCluster(cluster: Cluster, withTokens: boolean): Record<string, unknown> {
  return {
    ...head(cluster),
    Spec: cluster.spec,
    TLSInfo: { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' },
    RootRotationInProgress: false,
    DefaultAddrPool: ['10.0.0.0/8'],
    SubnetSize: 24,
    DataPathPort: 4789,
    ...(withTokens ? { JoinTokens: { Worker: cluster.workerToken, Manager: cluster.managerToken } } : {}),
  };
}

export function describeNode(node: Node, cluster: Cluster): Record<string, unknown> {
  return {
    ...head(node),
    Spec: {
      ...(node.name ? { Name: node.name } : {}),
      Labels: node.labels,
      Role: node.role,
      Availability: node.availability,
    },
    Description: {
      Hostname: node.hostname,
      Platform: { Architecture: os.machine(), OS: 'linux' },
      Resources: { NanoCPUs: os.availableParallelism() * 1e9, MemoryBytes: os.totalmem() },
      Engine: {
        EngineVersion: ENGINE_VERSION,
        Labels: { 'org.registry-workshop.practice': 'true' },
        Plugins: [
          { Type: 'Log', Name: 'json-file' },
          { Type: 'Volume', Name: 'local' },
        ],
      },
      TLSInfo: {},
    },
    Status: { State: 'ready', Addr: node.address },
    ...(node.role === 'manager'
      ? {
          ManagerStatus: {
            ...(node.id === cluster.localNode ? { Leader: true } : {}),
            Reachability: 'reachable',
            Addr: managerAddress(node),
          },
        }
      : {}),
  };
}

export function describeService(service: Service, withDefaults: boolean): Record<string, unknown> {
  const { spec, previousSpec, ports, updateStatus } = service;
  const endpoint = spec.EndpointSpec ?? {};
  return {
    ...head(service),
    Spec: withDefaults ? withDefaultsOf(spec as unknown as Spec) : spec,
    ...(previousSpec ? { PreviousSpec: previousSpec } : {}),
    Endpoint: {
      Spec: endpoint,
      ...(ports.length ? { Ports: ports } : {}),
    },
    ...(updateStatus ? { UpdateStatus: updateStatus } : {}),
  };
}

type Spec = Record<string, unknown> & { TaskTemplate: Record<string, unknown> };

/** `insertDefaults`: what is not written is shown as it is done. */
function withDefaultsOf(spec: Spec): Spec {
  const update = {
    Parallelism: 1,
    FailureAction: 'pause',
    Monitor: MONITOR,
    MaxFailureRatio: 0,
    Order: 'stop-first',
  };
  const { TaskTemplate: task } = spec;
  const container = task.ContainerSpec as Record<string, unknown>;
  return {
    ...spec,
    TaskTemplate: {
      ...task,
      ContainerSpec: { ...container, StopGracePeriod: container.StopGracePeriod ?? 10_000_000_000 },
      RestartPolicy: {
        Condition: 'any',
        Delay: RESTART_DELAY,
        MaxAttempts: 0,
        ...(task.RestartPolicy as object),
      },
    },
    UpdateConfig: { ...update, ...(spec.UpdateConfig as object) },
    RollbackConfig: { ...update, ...(spec.RollbackConfig as object) },
    EndpointSpec: { Mode: 'vip', ...(spec.EndpointSpec as object) },
  };
}

/** `ServiceStatus`: how many tasks run and how many should. */
export function serviceStatus(
  service: Service,
  tasks: readonly Task[],
  nodes: readonly Node[],
): Record<string, number> {
  const own = tasks.filter(({ serviceId }) => serviceId === service.id);
  const running = own.filter((task) => task.state === 'running' && task.desired === 'running').length;
  const replicas = replicasOf(service.spec);
  const desired = replicas ?? nodes.filter((node) => takesGlobal(node, service.spec.TaskTemplate)).length;
  return { RunningTasks: running, DesiredTasks: desired, CompletedTasks: 0 };
}

export function describeTask(task: Task): Record<string, unknown> {
  const { containerId, exitCode } = task;
  return {
    ...head(task),
    Labels: {},
    Spec: task.spec,
    ServiceID: task.serviceId,
    ...(task.slot === undefined ? {} : { Slot: task.slot }),
    ...(task.nodeId === undefined ? {} : { NodeID: task.nodeId }),
    Status: {
      Timestamp: task.since,
      State: task.state,
      Message: task.message,
      ...(task.error === undefined ? {} : { Err: task.error }),
      ...(containerId === undefined
        ? {}
        : {
            ContainerStatus: {
              ContainerID: containerId,
              PID: task.state === 'running' ? process.pid : 0,
              ExitCode: exitCode ?? 0,
            },
          }),
      PortStatus: task.state === 'running' && task.ports.length ? { Ports: task.ports } : {},
    },
    DesiredState: task.desired,
  };
}
