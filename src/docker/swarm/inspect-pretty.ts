import { ago } from '../print/time.ts';
import { binarySize } from '../print/size.ts';
import type { Node, Service, UpdateConfig } from './objects.ts';

/** `docker service inspect --pretty`. */
export function prettyService(service: Service): string {
  const { Spec, UpdateStatus: status } = service;
  const { ContainerSpec: container, Placement: placement, Resources: resources } = Spec.TaskTemplate;
  const lines = [`ID:\t\t${service.ID}`, `Name:\t\t${Spec.Name}`];
  const labels = Object.entries(Spec.Labels ?? {});
  if (labels.length)
    lines.push('Labels:', ...labels.map(([key, value]) => ` ${key}${value ? `=${value}` : ''}`));
  lines.push(`Service Mode:\t${Spec.Mode?.Global ? 'Global' : 'Replicated'}`);
  if (Spec.Mode?.Replicated) lines.push(` Replicas:\t${Spec.Mode.Replicated.Replicas ?? 1}`);
  if (status?.State) {
    lines.push('UpdateStatus:', ` State:\t\t${status.State}`);
    if (status.StartedAt) lines.push(` Started:\t${since(status.StartedAt)}`);
    if (status.State === 'updating' || !status.CompletedAt) {
      // No end yet.
    } else lines.push(` Completed:\t${since(status.CompletedAt)}`);
    lines.push(` Message:\t${status.Message ?? ''}`);
  }
  lines.push('Placement:');
  if (placement?.Constraints?.length) lines.push(` Constraints:\t[${placement.Constraints.join(' ')}]`);
  if (placement?.MaxReplicas) lines.push(` Max Replicas Per Node: ${placement.MaxReplicas}`);
  if (Spec.UpdateConfig) lines.push('UpdateConfig:', ...configLines(Spec.UpdateConfig, 'Update'));
  if (Spec.RollbackConfig) lines.push('RollbackConfig:', ...configLines(Spec.RollbackConfig, 'Rollback'));
  lines.push('ContainerSpec:', ` Image:\t\t${container.Image}`);
  if (container.Args?.length) lines.push(` Args:\t\t${container.Args.join(' ')} `);
  if (container.Env?.length) lines.push(` Env:\t\t${container.Env.join(' ')} `);
  if (container.Dir) lines.push(` Dir:\t\t${container.Dir}`);
  if (container.User) lines.push(` User: ${container.User}`);
  if (container['Init'] !== undefined) lines.push(` Init:\t\t${String(container['Init'])}`);
  if (container.Mounts?.length) {
    lines.push('Mounts:');
    for (const { Target = '', Source = '', ReadOnly = false, Type = '' } of container.Mounts) {
      lines.push(
        ` Target:\t${Target}`,
        `  Source:\t${Source}`,
        `  ReadOnly:\t${ReadOnly}`,
        `  Type:\t\t${Type}`,
      );
    }
  }
  lines.push(
    'Resources:',
    ...resourceLines(resources?.Reservations, 'Reservations'),
    ...resourceLines(resources?.Limits, 'Limits'),
  );
  if (Spec.EndpointSpec?.Mode) lines.push(`Endpoint Mode:\t${Spec.EndpointSpec.Mode}`);
  const ports = service.Endpoint?.Ports ?? [];
  if (ports.length) {
    lines.push('Ports:');
    for (const { PublishedPort, Protocol, TargetPort, PublishMode } of ports) {
      lines.push(
        ` PublishedPort = ${PublishedPort ?? 0}`,
        `  Protocol = ${Protocol}`,
        `  TargetPort = ${TargetPort}`,
        `  PublishMode = ${PublishMode} `,
      );
    }
  }
  return `\n${lines.join('\n')}\n\n`;
}

const since = (time: string): string => ago(Date.parse(time) / 1000);

function configLines(config: UpdateConfig, name: string): string[] {
  const delay = config.Delay ? [` Delay:\t\t${goDuration(config.Delay)}`] : [];
  return [
    ` Parallelism:\t${config.Parallelism ?? 0}`,
    ...delay,
    ` On failure:\t${config.FailureAction ?? ''}`,
    ...(config.Monitor ? [` Monitoring Period: ${goDuration(config.Monitor)}`] : []),
    ` Max failure ratio: ${config.MaxFailureRatio ?? 0}`,
    ` ${name} order:${name === 'Update' ? '      ' : '    '}${config.Order ?? ''}`,
  ];
}

function resourceLines(part: Record<string, unknown> | undefined, name: string): string[] {
  const { NanoCPUs: cpus, MemoryBytes: memory } = (part ?? {}) as { NanoCPUs?: number; MemoryBytes?: number };
  if (!cpus && !memory) return [];
  return [
    ` ${name}:`,
    ...(cpus ? [`  CPU:\t\t${cpus / 1e9}`] : []),
    ...(memory ? [`  Memory:\t${binarySize(memory)}`] : []),
  ];
}

/** Nanoseconds as Go prints a duration: `5s`, `1m30s`, `250ms`. */
function goDuration(nanoseconds: number): string {
  if (nanoseconds < 1e9) return `${nanoseconds / 1e6}ms`;
  const seconds = nanoseconds / 1e9;
  const [hours, minutes] = [Math.trunc(seconds / 3600), Math.trunc((seconds % 3600) / 60)];
  return `${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds % 60}s`;
}

/** `docker node inspect --pretty`. */
export function prettyNode(node: Node): string {
  const { Description: is, Spec, Status, ManagerStatus: manager } = node;
  const labels = (map: Readonly<Record<string, string>> | null | undefined): string[] =>
    Object.entries(map ?? {}).map(([key, value]) => ` - ${key}${value ? `=${value}` : ''}`);
  const lines = [`ID:\t\t\t${node.ID}`];
  if (Spec.Name) lines.push(`Name:\t\t\t${Spec.Name}`);
  const own = labels(Spec.Labels);
  if (own.length) lines.push('Labels:', ...own);
  const joined = new Date(node.CreatedAt);
  lines.push(
    `Hostname:              \t${is.Hostname ?? ''}`,
    `Joined at:             \t${joined.toISOString().slice(0, 19).replace('T', ' ')}${fractionOf(node.CreatedAt)} +0000 utc`,
    'Status:',
    ` State:\t\t\t${capital(Status.State)}`,
  );
  if (Status.Message) lines.push(` Message:\t\t${capital(Status.Message)}`);
  lines.push(` Availability:         \t${capital(Spec.Availability)}`);
  if (Status.Addr) lines.push(` Address:\t\t${Status.Addr}`);
  if (manager) {
    lines.push(
      'Manager Status:',
      ` Address:\t\t${manager.Addr ?? ''}`,
      ` Raft Status:\t\t${capital(manager.Reachability ?? '')}`,
      ` Leader:\t\t${manager.Leader ? 'Yes' : 'No'}`,
    );
  }
  lines.push(
    'Platform:',
    ` Operating System:\t${is.Platform?.OS ?? ''}`,
    ` Architecture:\t\t${is.Platform?.Architecture ?? ''}`,
  );
  const { NanoCPUs = 0, MemoryBytes = 0 } = is.Resources ?? {};
  lines.push(
    'Resources:',
    ` CPUs:\t\t\t${Math.trunc(NanoCPUs / 1e9)}`,
    ` Memory:\t\t${binarySize(MemoryBytes)}`,
  );
  const plugins = is.Engine?.Plugins ?? [];
  if (plugins.length) {
    lines.push('Plugins:');
    for (const type of [...new Set(plugins.map(({ Type }) => Type))]) {
      const names = plugins.filter(({ Type }) => Type === type).map(({ Name }) => Name);
      lines.push(` ${type}:\t\t${names.join(', ')}`);
    }
  }
  lines.push(`Engine Version:\t\t${is.Engine?.EngineVersion ?? ''}`);
  const engineLabels = labels(is.Engine?.Labels);
  if (engineLabels.length) lines.push('Engine Labels:', ...engineLabels);
  if (is.TLSInfo?.TrustRoot) {
    const { TrustRoot, CertIssuerSubject, CertIssuerPublicKey } = is.TLSInfo;
    lines.push(
      'TLS Info:',
      ' TrustRoot:',
      TrustRoot,
      ` Issuer Subject:\t${CertIssuerSubject}`,
      ` Issuer Public Key:\t${CertIssuerPublicKey}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** `.123` of a time in RFC 3339, as Go prints it: without zeros at the end, and nothing for a whole second. */
const fractionOf = (time: string): string => {
  const digits = /\.(\d+)/.exec(time)?.[1]?.replace(/0+$/, '');
  return digits ? `.${digits}` : '';
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
