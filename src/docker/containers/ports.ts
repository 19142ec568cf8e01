/** Published ports as the API takes them, by container port: `5000/tcp`. */
export interface Publishing {
  readonly exposed: Record<string, object>;
  readonly bindings: Record<string, { HostIp: string; HostPort: string }[]>;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Reads the values of `-p`. Gives the problem in docker's words for one that is wrong. */
export function publishedPorts(values: readonly string[]): Publishing | { readonly problem: string } {
  const result: Publishing = { exposed: {}, bindings: {} };
  for (const value of values) {
    const problem = addPublished(value, result);
    if (problem !== undefined) return { problem };
  }
  return result;
}

function addPublished(value: string, { exposed, bindings }: Publishing): string | undefined {
  const parts = value.split(':');
  const [containerText = '', proto = 'tcp'] = parts.pop()!.split('/');
  const hostText = parts.pop() ?? '';
  const address = parts.join(':').replace(/^\[(.*)\]$/, '$1');
  if (address && !isAddress(address)) return `invalid IP address: ${address}`;
  if (!containerText) return `no port specified: ${value}<empty>`;
  const container = portRange(containerText);
  if (!container) return `invalid containerPort: ${containerText}`;
  const host = hostText ? portRange(hostText) : undefined;
  if (hostText && !host) return `invalid hostPort: ${hostText}`;
  const single = container.from === container.to;
  if (host && !single && container.to - container.from !== host.to - host.from) {
    return `invalid ranges specified for container and host Ports: ${containerText} and ${hostText}`;
  }
  const protocol = proto.toLowerCase();
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) return `invalid proto: ${proto}`;
  for (let port = container.from; port <= container.to; port++) {
    const key = `${port}/${protocol}`;
    exposed[key] = {};
    (bindings[key] ??= []).push({
      HostIp: address,
      HostPort: hostPortOf(host, single, port - container.from),
    });
  }
  return undefined;
}

/** A range of host ports for one container port means: any of them. */
function hostPortOf(host: Range | undefined, single: boolean, offset: number): string {
  if (!host) return '';
  return single && host.from !== host.to ? `${host.from}-${host.to}` : String(host.from + offset);
}

/** Ports declared with --expose, as `80`, `80/udp` or `8000-8010`. */
export function exposedPorts(
  values: readonly string[],
): Record<string, object> | { readonly problem: string } {
  const exposed: Record<string, object> = {};
  for (const value of values) {
    const [text = '', protocol = 'tcp'] = value.split('/');
    const range = portRange(text);
    if (!range) return { problem: `invalid range format for --expose: ${value}` };
    for (let port = range.from; port <= range.to; port++) exposed[`${port}/${protocol.toLowerCase()}`] = {};
  }
  return exposed;
}

function portRange(text: string): Range | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return undefined;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return to <= 65535 && from <= to ? { from, to } : undefined;
}

function isAddress(text: string): boolean {
  const numbers = text.split('.');
  if (numbers.length === 4 && numbers.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return true;
  return (
    text.includes(':') &&
    /^[\da-f:.]+$/i.test(text) &&
    text.split('::').length <= 2 &&
    text.split(':').length <= 8 &&
    !/^\d+:\d+$/.test(text)
  );
}
