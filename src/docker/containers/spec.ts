import type { Given } from '../argv/given.ts';
import { Failure } from '../failure.ts';
import { mountOf, volumesOf } from './mounts.ts';
import { exposedPorts, publishedPorts } from './ports.ts';
import { bytesOf, requiredDuration } from './quantities.ts';
import { environmentOf, labelsOf, pairsOf } from './settings-files.ts';

/** Which streams of the container the command is connected to. */
export interface Streams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
}

const nothing: Streams = { stdin: false, stdout: false, stderr: false };

/** The streams of `docker run`: those of -a, else output, and input with -i; none in the background. */
export function streamsOf(flags: Given, detached: boolean): Streams {
  const asked = flags.list('attach').map((name) => name.toLowerCase());
  if (detached) {
    if (asked.length) throw new Failure('conflicting options: cannot specify both --attach and --detach');
    return nothing;
  }
  if (!asked.length) return { stdin: flags.on('interactive'), stdout: true, stderr: true };
  return {
    stdin: asked.includes('stdin'),
    stdout: asked.includes('stdout'),
    stderr: asked.includes('stderr'),
  };
}

/** The body of a request to create a container. Throws a Failure, in docker's words, for flags that do not go together. */
export function containerSpec(
  flags: Given,
  [image, ...command]: readonly string[],
  streams: Streams,
): Record<string, unknown> {
  const { binds, volumes } = volumesOf(flags.list('volume'));
  const published = valid(publishedPorts(flags.list('publish')));
  const exposed = { ...valid(exposedPorts(flags.list('expose'))), ...published.exposed };
  const entrypoint = flags.text('entrypoint');
  return {
    Hostname: flags.text('hostname') ?? '',
    Domainname: '',
    User: flags.text('user') ?? '',
    AttachStdin: streams.stdin,
    AttachStdout: streams.stdout,
    AttachStderr: streams.stderr,
    Tty: flags.on('tty'),
    OpenStdin: flags.on('interactive'),
    StdinOnce: flags.on('interactive') && streams.stdin,
    Env: environmentOf(flags.list('env-file'), flags.list('env')),
    Cmd: command.length ? command : null,
    Image: image,
    Volumes: volumes,
    WorkingDir: flags.text('workdir') ?? '',
    // An empty --entrypoint takes the one of the image away.
    Entrypoint: entrypoint === undefined ? null : [entrypoint],
    Labels: labelsOf(flags.list('label-file'), flags.list('label')),
    ExposedPorts: exposed,
    ...(flags.has('stop-signal') ? { StopSignal: flags.text('stop-signal') } : {}),
    ...(flags.has('stop-timeout') ? { StopTimeout: flags.number('stop-timeout') } : {}),
    ...healthcheck(flags),
    HostConfig: hostConfig(flags, binds, published.bindings),
    NetworkingConfig: { EndpointsConfig: endpoints(flags) },
  };
}

function valid<T extends object>(result: T | { readonly problem: string }): T {
  if ('problem' in result && typeof result.problem === 'string') throw new Failure(result.problem);
  return result as T;
}

function hostConfig(flags: Given, binds: readonly string[], bindings: object): Record<string, unknown> {
  const restart = restartPolicy(flags.text('restart') ?? 'no');
  if (flags.on('rm') && restart.Name !== 'no') {
    throw new Failure('conflicting options: cannot specify both --restart and --rm');
  }
  const cpus = flags.text('cpus');
  if (cpus !== undefined && !/^\d+(\.\d+)?$/.test(cpus))
    throw new Failure(`failed to parse ${cpus} as a rational number`);
  return {
    Binds: binds.length ? binds : null,
    NetworkMode: networksOf(flags)[0] ?? 'default',
    PortBindings: bindings,
    PublishAllPorts: flags.on('publish-all'),
    RestartPolicy: restart,
    AutoRemove: flags.on('rm'),
    Privileged: flags.on('privileged'),
    ReadonlyRootfs: flags.on('read-only'),
    VolumesFrom: orNull(flags.list('volumes-from')),
    CapAdd: orNull(flags.list('cap-add')),
    CapDrop: orNull(flags.list('cap-drop')),
    Dns: flags.list('dns'),
    DnsOptions: [],
    DnsSearch: flags.list('dns-search'),
    ExtraHosts: orNull(flags.list('add-host').map((entry) => entry.replace('=', ':'))),
    GroupAdd: orNull(flags.list('group-add')),
    IpcMode: flags.text('ipc') ?? '',
    PidMode: flags.text('pid') ?? '',
    UsernsMode: flags.text('userns') ?? '',
    UTSMode: flags.text('uts') ?? '',
    Links: orNull(flags.list('link')),
    SecurityOpt: orNull(flags.list('security-opt')),
    Devices: flags.list('device').map(deviceOf),
    LogConfig: { Type: flags.text('log-driver') ?? '', Config: pairsOf(flags.list('log-opt')) },
    CpuShares: flags.number('cpu-shares') ?? 0,
    NanoCpus: Math.round(Number(cpus ?? 0) * 1e9),
    Memory: flags.has('memory') ? bytesOf(flags.text('memory')!) : 0,
    ...(flags.has('shm-size') ? { ShmSize: bytesOf(flags.text('shm-size')!) } : {}),
    ...(flags.list('mount').length ? { Mounts: flags.list('mount').map(mountOf) } : {}),
    ...(flags.list('tmpfs').length ? { Tmpfs: Object.fromEntries(flags.list('tmpfs').map(tmpfsOf)) } : {}),
    ...(flags.list('sysctl').length ? { Sysctls: pairsOf(flags.list('sysctl')) } : {}),
    ...(flags.has('init') ? { Init: flags.on('init') } : {}),
    ...(flags.has('runtime') ? { Runtime: flags.text('runtime') } : {}),
  };
}

const orNull = (values: readonly string[]): readonly string[] | null => (values.length ? values : null);

function restartPolicy(text: string): { Name: string; MaximumRetryCount: number } {
  const [name = '', times, ...more] = text.split(':');
  if (more.length) throw new Failure('invalid restart policy format');
  if (times !== undefined && !/^-?\d+$/.test(times)) {
    throw new Failure('invalid restart policy format: maximum retry count must be an integer');
  }
  if (name === '' && times !== undefined)
    throw new Failure('invalid restart policy format: no policy provided before colon');
  return { Name: name, MaximumRetryCount: Number(times ?? 0) };
}

function networksOf(flags: Given): readonly string[] {
  return [...flags.list('net'), ...flags.list('network')];
}

function endpoints(flags: Given): Record<string, object> {
  const aliases = flags.list('network-alias');
  const address = flags.text('ip');
  return Object.fromEntries(
    networksOf(flags).map((name, i) => [
      name,
      i === 0
        ? {
            ...(aliases.length ? { Aliases: aliases } : {}),
            ...(address === undefined ? {} : { IPAMConfig: { IPv4Address: address } }),
          }
        : {},
    ]),
  );
}

function deviceOf(text: string): object {
  const [host = '', inside = host, rights = 'rwm'] = text.split(':');
  return { PathOnHost: host, PathInContainer: inside, CgroupPermissions: rights };
}

function tmpfsOf(text: string): [string, string] {
  const [folder = '', ...options] = text.split(':');
  return [folder, options.join(':')];
}

function healthcheck(flags: Given): object {
  const command = flags.text('health-cmd');
  if (flags.on('no-healthcheck')) {
    if (command !== undefined) throw new Failure('--no-healthcheck conflicts with --health-* options');
    return { Healthcheck: { Test: ['NONE'] } };
  }
  const times = ['interval', 'timeout', 'start-period'].filter((name) => flags.has(`health-${name}`));
  if (command === undefined && !times.length && !flags.has('health-retries')) return {};
  const duration = (name: string): number => (flags.has(name) ? requiredDuration(flags.text(name)!) : 0);
  return {
    Healthcheck: {
      ...(command === undefined ? {} : { Test: ['CMD-SHELL', command] }),
      Interval: duration('health-interval'),
      Timeout: duration('health-timeout'),
      StartPeriod: duration('health-start-period'),
      Retries: flags.number('health-retries') ?? 0,
    },
  };
}
