import { networkNames, type Container, type PortBinding } from './container.ts';
import type { ContainerFiles } from './container-files.ts';

/** A container as GET /containers/ID/json shows it. */
export function inspectContainer(container: Container, files: ContainerFiles): Record<string, unknown> {
  const { state } = container;
  const running = state.status === 'running';
  const restarting = state.status === 'restarting';
  return {
    Id: container.id,
    Created: container.created,
    Path: container.path,
    Args: container.args,
    State: {
      Status: state.status,
      Running: running || restarting,
      Paused: false,
      Restarting: restarting,
      OOMKilled: false,
      Dead: false,
      // Containers of practice live in the engine's own process.
      Pid: running ? process.pid : 0,
      ExitCode: state.exitCode,
      Error: state.error,
      StartedAt: state.startedAt,
      FinishedAt: state.finishedAt,
    },
    Image: container.imageId,
    ResolvConfPath: '',
    HostnamePath: '',
    HostsPath: '',
    LogPath: files.log,
    Name: `/${container.name}`,
    RestartCount: state.restarts,
    Driver: 'practice',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: null,
    HostConfig: container.hostConfig,
    GraphDriver: { Data: null, Name: 'practice' },
    Mounts: container.mounts,
    Config: container.config,
    NetworkSettings: networkSettings(container),
  };
}

function networkSettings(container: Container): Record<string, unknown> {
  const none = {
    Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    IPAddress: '',
    IPPrefixLen: 0,
    IPv6Gateway: '',
    MacAddress: '',
  };
  return {
    Bridge: '',
    SandboxID: '',
    SandboxKey: '',
    Ports: container.state.status === 'running' ? portTable(container) : {},
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: '',
    ...none,
    Networks: networksOf(container),
  };
}

/** The networks of a container, in the shape that lists and inspections share. */
export function networksOf(container: Container): Record<string, unknown> {
  return Object.fromEntries(
    networkNames(container).map((name) => [
      name,
      {
        IPAMConfig: null,
        Links: null,
        Aliases: null,
        MacAddress: '',
        DriverOpts: null,
        NetworkID: '',
        EndpointID: '',
        Gateway: '',
        IPAddress: '',
        IPPrefixLen: 0,
        IPv6Gateway: '',
        GlobalIPv6Address: '',
        GlobalIPv6PrefixLen: 0,
        DNSNames: null,
      },
    ]),
  );
}

/** Exposed ports, `null` where nothing is published for them. */
function portTable({ config, published }: Container): Record<string, readonly PortBinding[] | null> {
  const exposed = Object.keys(config.ExposedPorts ?? {}).map((port) => [port, null] as const);
  return { ...Object.fromEntries(exposed), ...published };
}
