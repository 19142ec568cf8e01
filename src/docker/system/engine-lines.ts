import { binarySize } from '../print/size.ts';

interface Commit {
  readonly ID: string;
}

/** The parts of the engine's `/info` that are shown. Engines leave out what they do not have. */
export interface EngineInfo {
  readonly [key: string]: unknown;
  readonly Containers: number;
  readonly ContainersRunning: number;
  readonly ContainersPaused: number;
  readonly ContainersStopped: number;
  readonly Images: number;
  readonly ServerVersion: string;
  readonly Driver?: string;
  readonly DriverStatus?: readonly (readonly [string, string])[] | null;
  readonly LoggingDriver?: string;
  readonly CgroupDriver?: string;
  readonly CgroupVersion?: string;
  readonly Plugins?: Readonly<Record<'Volume' | 'Network' | 'Log', readonly string[] | null>>;
  readonly Swarm?: {
    readonly LocalNodeState?: string;
    readonly NodeID?: string;
    readonly ControlAvailable?: boolean;
  };
  readonly Runtimes?: Readonly<Record<string, unknown>> | null;
  readonly DefaultRuntime?: string;
  readonly InitBinary?: string;
  readonly ContainerdCommit?: Commit;
  readonly RuncCommit?: Commit;
  readonly InitCommit?: Commit;
  readonly SecurityOptions?: readonly string[] | null;
  readonly KernelVersion?: string;
  readonly OperatingSystem?: string;
  readonly OSType?: string;
  readonly Architecture?: string;
  readonly NCPU?: number;
  readonly MemTotal?: number;
  readonly Name?: string;
  readonly ID?: string;
  readonly DockerRootDir?: string;
  readonly Debug?: boolean;
  readonly HttpProxy?: string;
  readonly HttpsProxy?: string;
  readonly NoProxy?: string;
  readonly Labels?: readonly string[] | null;
  readonly ExperimentalBuild?: boolean;
  readonly RegistryConfig?: {
    readonly InsecureRegistryCIDRs?: readonly string[] | null;
    readonly IndexConfigs?: Readonly<
      Record<string, { readonly Name: string; readonly Secure: boolean }>
    > | null;
    readonly Mirrors?: readonly string[] | null;
  } | null;
  readonly LiveRestoreEnabled?: boolean;
  readonly Warnings?: readonly string[] | null;
}

/** The server's half of `docker info`, a line each, without the space that stands in front of all of them. */
export function engineLines(info: EngineInfo): string[] {
  return [
    `Containers: ${info.Containers}`,
    ` Running: ${info.ContainersRunning}`,
    ` Paused: ${info.ContainersPaused}`,
    ` Stopped: ${info.ContainersStopped}`,
    `Images: ${info.Images}`,
    ...given('Server Version', info.ServerVersion),
    ...given('Storage Driver', info.Driver),
    ...(info.DriverStatus ?? []).map(([name, value]) => ` ${name}: ${value}`),
    ...given('Logging Driver', info.LoggingDriver),
    ...given('Cgroup Driver', info.CgroupDriver),
    ...given('Cgroup Version', info.CgroupVersion),
    ...pluginLines(info),
    ...swarmLines(info),
    ...runtimeLines(info),
    ...securityLines(info),
    ...given('Kernel Version', info.KernelVersion),
    ...given('Operating System', info.OperatingSystem),
    ...given('OSType', info.OSType),
    ...given('Architecture', info.Architecture),
    `CPUs: ${info.NCPU ?? 0}`,
    `Total Memory: ${binarySize(info.MemTotal ?? 0)}`,
    ...given('Name', info.Name),
    ...given('ID', info.ID),
    ...given('Docker Root Dir', info.DockerRootDir),
    `Debug Mode: ${info.Debug ?? false}`,
    ...given('HTTP Proxy', info.HttpProxy),
    ...given('HTTPS Proxy', info.HttpsProxy),
    ...given('No Proxy', info.NoProxy),
    ...block('Labels', info.Labels ?? []),
    `Experimental: ${info.ExperimentalBuild ?? false}`,
    ...registryLines(info),
    `Live Restore Enabled: ${info.LiveRestoreEnabled ?? false}`,
  ];
}

const given = (name: string, value: string | undefined): string[] => (value ? [`${name}: ${value}`] : []);

const block = (name: string, values: readonly string[]): string[] =>
  values.length ? [`${name}:`, ...values.map((value) => ` ${value}`)] : [];

function pluginLines({ Plugins }: EngineInfo): string[] {
  if (!Plugins) return [];
  const line = (name: 'Volume' | 'Network' | 'Log'): string[] =>
    Plugins[name]?.length || name !== 'Log' ? [` ${name}: ${(Plugins[name] ?? []).join(' ')}`] : [];
  return ['Plugins:', ...line('Volume'), ...line('Network'), ...line('Log')];
}

function swarmLines({ Swarm }: EngineInfo): string[] {
  const state = Swarm?.LocalNodeState || 'inactive';
  if (state === 'inactive') return ['Swarm: inactive'];
  return [
    `Swarm: ${state}`,
    ` NodeID: ${Swarm?.NodeID ?? ''}`,
    ` Is Manager: ${Swarm?.ControlAvailable ?? false}`,
  ];
}

function runtimeLines(info: EngineInfo): string[] {
  const runtimes = Object.keys(info.Runtimes ?? {}).sort();
  const commits: [string, Commit | undefined][] = [
    ['containerd', info.ContainerdCommit],
    ['runc', info.RuncCommit],
    ['init', info.InitCommit],
  ];
  return [
    ...(runtimes.length ? [`Runtimes: ${runtimes.join(' ')}`] : []),
    ...given('Default Runtime', info.DefaultRuntime),
    ...(info.OSType === 'linux' && info.InitBinary
      ? [
          `Init Binary: ${info.InitBinary}`,
          ...commits.map(([name, commit]) => `${name} version: ${commit?.ID ?? ''}`),
        ]
      : []),
  ];
}

/** `name=seccomp,profile=default` shows as a line for the name and one for every other setting. */
function securityLines({ SecurityOptions }: EngineInfo): string[] {
  if (!SecurityOptions?.length) return [];
  return [
    'Security Options:',
    ...SecurityOptions.flatMap((option) =>
      option.split(',').map((field) => {
        const [key = '', value = key] = field.split('=');
        return key === 'name' || key === value
          ? ` ${value}`
          : `  ${key[0]!.toUpperCase()}${key.slice(1)}: ${value}`;
      }),
    ),
  ];
}

function registryLines({ RegistryConfig }: EngineInfo): string[] {
  if (!RegistryConfig) return [];
  const insecure = [
    ...Object.values(RegistryConfig.IndexConfigs ?? {})
      .filter(({ Secure }) => !Secure)
      .map(({ Name }) => Name),
    ...(RegistryConfig.InsecureRegistryCIDRs ?? []),
  ];
  return [
    ...block('Insecure Registries', insecure),
    ...block('Registry Mirrors', RegistryConfig.Mirrors ?? []),
  ];
}
