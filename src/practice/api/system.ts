import os from 'node:os';
import { API_VERSION, ENGINE_VERSION, MIN_API_VERSION } from '../http/api-version.ts';
import { sendJson, sendText } from '../http/reply.ts';
import type { Router } from '../http/router.ts';

/** Go's names of this machine's architecture, as an engine reports them. */
const GO_ARCH: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', arm64: 'arm64', arm: 'arm' };

export interface SystemFacts {
  readonly id: string;
  readonly folder: string;
  /** `Swarm` of the answer. */
  swarm(): object;
  counts(): { images: number; running: number; stopped: number; listeners: number };
}

export const architecture = GO_ARCH[process.arch] ?? process.arch;

/** Ping, version and info: who answers here. */
export function systemRoutes(router: Router, facts: SystemFacts): void {
  router.on('GET', '/_ping', ({ response, method }) => {
    response.setHeader('Cache-Control', 'no-cache, no-store, must-revalidate');
    response.setHeader('Pragma', 'no-cache');
    response.setHeader('Builder-Version', '1');
    sendText(response, 200, method === 'HEAD' ? '' : 'OK');
  });
  router.on('GET', '/version', ({ response }) => sendJson(response, 200, version()));
  router.on('GET', '/info', ({ response }) => sendJson(response, 200, info(facts)));
}

function version(): object {
  const common = {
    ApiVersion: API_VERSION,
    MinAPIVersion: MIN_API_VERSION,
    GitCommit: 'practice',
    GoVersion: `node ${process.version}`,
    Os: 'linux',
    Arch: architecture,
    KernelVersion: os.release(),
  };
  const { GitCommit, GoVersion, Os, Arch, KernelVersion } = common;
  return {
    Platform: { Name: 'registry-workshop practice engine' },
    Components: [
      {
        Name: 'Engine',
        Version: ENGINE_VERSION,
        Details: {
          ApiVersion: API_VERSION,
          Arch,
          Experimental: 'false',
          GitCommit,
          GoVersion,
          KernelVersion,
          MinAPIVersion: MIN_API_VERSION,
          Os,
        },
      },
    ],
    Version: ENGINE_VERSION,
    ...common,
  };
}

function info(facts: SystemFacts): object {
  const { images, running, stopped, listeners } = facts.counts();
  return {
    ID: facts.id,
    Containers: running + stopped,
    ContainersRunning: running,
    ContainersPaused: 0,
    ContainersStopped: stopped,
    Images: images,
    Driver: 'practice',
    DriverStatus: [['Folder', facts.folder]],
    Plugins: {
      Volume: ['local'],
      Network: ['bridge', 'host', 'null'],
      Authorization: null,
      Log: ['json-file'],
    },
    // Said to be there so that no client warns of what no program of ours would use.
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    BridgeNfIptables: true,
    BridgeNfIp6tables: true,
    Debug: false,
    NFd: 0,
    OomKillDisable: true,
    NGoroutines: 0,
    SystemTime: new Date().toISOString(),
    LoggingDriver: 'json-file',
    CgroupDriver: 'none',
    NEventsListener: listeners,
    KernelVersion: os.release(),
    OperatingSystem: 'registry-workshop practice engine (containers are programs of its own)',
    OSVersion: '',
    OSType: 'linux',
    Architecture: os.machine(),
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      AllowNondistributableArtifactsCIDRs: [],
      AllowNondistributableArtifactsHostnames: [],
      InsecureRegistryCIDRs: ['127.0.0.0/8', '::1/128'],
      IndexConfigs: { 'docker.io': { Name: 'docker.io', Mirrors: [], Secure: true, Official: true } },
      Mirrors: [],
    },
    NCPU: os.availableParallelism(),
    MemTotal: os.totalmem(),
    GenericResources: null,
    DockerRootDir: facts.folder,
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: 'practice',
    Labels: ['org.registry-workshop.practice=true'],
    ExperimentalBuild: false,
    ServerVersion: ENGINE_VERSION,
    Runtimes: { practice: { path: 'practice' } },
    DefaultRuntime: 'practice',
    Swarm: facts.swarm(),
    LiveRestoreEnabled: false,
    Isolation: '',
    InitBinary: '',
    ContainerdCommit: { ID: '', Expected: '' },
    RuncCommit: { ID: '', Expected: '' },
    InitCommit: { ID: '', Expected: '' },
    SecurityOptions: [],
    Warnings: null,
  };
}
