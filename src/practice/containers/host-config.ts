import type { HostConfig, PortMap } from './container.ts';
import { withProtocol } from './ports.ts';

/** Fields that clients read without asking whether they are there; none of them changes what practice does. */
const DEFAULTS = {
  ContainerIDFile: '',
  LogConfig: { Type: 'json-file', Config: {} },
  VolumeDriver: '',
  VolumesFrom: null,
  CapAdd: null,
  CapDrop: null,
  CgroupnsMode: 'private',
  Dns: [],
  DnsOptions: [],
  DnsSearch: [],
  ExtraHosts: null,
  GroupAdd: null,
  IpcMode: 'private',
  Cgroup: '',
  Links: null,
  OomScoreAdj: 0,
  PidMode: '',
  Privileged: false,
  ReadonlyRootfs: false,
  SecurityOpt: null,
  UTSMode: '',
  UsernsMode: '',
  ShmSize: 67_108_864,
  Runtime: 'practice',
  ConsoleSize: [0, 0],
  Isolation: '',
  CpuShares: 0,
  Memory: 0,
  NanoCpus: 0,
} as const;

/** The host configuration of a request with everything that it leaves out. */
export function completeHostConfig(asked: Partial<HostConfig>): HostConfig {
  return {
    ...DEFAULTS,
    ...asked,
    Binds: asked.Binds ?? null,
    NetworkMode: asked.NetworkMode || 'default',
    PortBindings: normalPorts(asked.PortBindings ?? {}),
    RestartPolicy: {
      Name: asked.RestartPolicy?.Name ?? '',
      MaximumRetryCount: asked.RestartPolicy?.MaximumRetryCount ?? 0,
    },
    AutoRemove: asked.AutoRemove ?? false,
    PublishAllPorts: asked.PublishAllPorts ?? false,
  };
}

function normalPorts(ports: PortMap): PortMap {
  return Object.fromEntries(
    Object.entries(ports).map(([port, bindings]) => [
      withProtocol(port),
      (bindings ?? []).map(({ HostIp = '', HostPort = '' }) => ({ HostIp, HostPort })),
    ]),
  );
}
