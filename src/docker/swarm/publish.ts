import { publishedPorts } from '../containers/ports.ts';
import type { Port } from './objects.ts';

type Result = { readonly ports: Port[] } | { readonly problem: string };

/** One value of `--publish` of a service: `8080:80` through the mesh, or `published=8080,target=80,mode=host`. */
export function servicePorts(value: string): Result {
  return /(^|,)(target|published|mode|protocol)=/.test(value) ? longForm(value) : shortForm(value);
}

/** What is wrong with a value, in docker's words. */
export function publishProblem(value: string): string | undefined {
  const result = servicePorts(value);
  return 'problem' in result ? result.problem : undefined;
}

/** The ports of values that were checked already. */
export function portsOf(values: readonly string[]): Port[] {
  return values.flatMap((value) => {
    const result = servicePorts(value);
    return 'ports' in result ? result.ports : [];
  });
}

function shortForm(value: string): Result {
  const published = publishedPorts([value]);
  if ('problem' in published) return published;
  const ports: Port[] = [];
  for (const [key, bindings] of Object.entries(published.bindings)) {
    const [target, Protocol] = key.split('/') as [string, string];
    for (const { HostIp, HostPort } of bindings) {
      if (HostIp) return { problem: 'hostip is not supported' };
      ports.push({
        Protocol,
        TargetPort: Number(target),
        ...(HostPort ? { PublishedPort: Number(HostPort) } : {}),
        PublishMode: 'ingress',
      });
    }
  }
  return { ports };
}

function longForm(value: string): Result {
  let port: Port = { Protocol: 'tcp', PublishMode: 'ingress' };
  for (const field of value.toLowerCase().split(',')) {
    const [key = '', ...rest] = field.split('=');
    if (rest.length !== 1) return { problem: `invalid field: ${field}` };
    const text = rest[0]!;
    switch (key) {
      case 'mode':
        if (text !== 'ingress' && text !== 'host') {
          return { problem: `invalid publish mode value (${text}): must be either 'ingress' or 'host'` };
        }
        port = { ...port, PublishMode: text };
        break;
      case 'protocol':
        if (!['tcp', 'udp', 'sctp'].includes(text)) {
          return { problem: `invalid protocol value (${text}): must be one of 'tcp', 'udp', or 'sctp'` };
        }
        port = { ...port, Protocol: text };
        break;
      case 'target':
      case 'published':
        if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
          const reason = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
          return {
            problem: `invalid ${key} port (${text}): value must be an integer: strconv.ParseUint: parsing "${text}": ${reason}`,
          };
        }
        port = { ...port, [key === 'target' ? 'TargetPort' : 'PublishedPort']: Number(text) };
        break;
      default:
        return { problem: `invalid field key: ${key}` };
    }
  }
  return port.TargetPort ? { ports: [port] } : { problem: `missing mandatory field "target"` };
}
