import { code } from './phrases.ts';

/** A published port: `127.0.0.1:5000:5000/tcp` written out. */
export interface Publishing {
  readonly ip?: string | undefined;
  readonly host: number;
  readonly container: number;
  readonly protocol: string;
}

const PATTERN = /^(?:(\[[^\]]+\]|[^:[\]]+):)?(\d+):(\d+)(?:\/(tcp|udp|sctp))?$/;

/** `5000:5000`, `127.0.0.1:5000:5000`, `5000:5000/udp`; undefined for anything else. */
export function parsePublishing(text: string): Publishing | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, ip, host, container, protocol = 'tcp'] = match;
  return { ip: ip?.replace(/^\[|\]$/g, ''), host: Number(host), container: Number(container), protocol };
}

/** `5000→5000`: from the machine into the container. */
export function arrow({ host, container, protocol }: Publishing): string {
  return `${host}→${container}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

type PortMap = Readonly<Record<string, readonly { HostIp?: string; HostPort?: string }[] | null>>;

/** The ports of a container's inspection, once each although IPv4 and IPv6 are listed apart. */
export function publishingsOf(ports: PortMap | null | undefined): Publishing[] {
  const all = Object.entries(ports ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }): Publishing => {
      const [number, protocol = 'tcp'] = port.split('/');
      return { ip: HostIp, host: Number(HostPort), container: Number(number), protocol };
    }),
  );
  return all.filter(
    (one, index) => all.findIndex((other) => arrow(other) === arrow(one) && other.ip === one.ip) === index,
  );
}

/** What is wrong with the published ports, and what to do about it; undefined when the wanted one is among them. */
export function portProblem(
  wanted: Publishing,
  there: readonly Publishing[],
): { actual: string; help: string } | undefined {
  const fits = there.filter(({ host, container }) => host === wanted.host && container === wanted.container);
  if (fits.some(({ ip, protocol }) => protocol === wanted.protocol && sameIp(wanted.ip, ip)))
    return undefined;
  const fixed = 'A container keeps the ports it was created with: remove it, and run it again';
  if (there.length === 0)
    return {
      actual: 'publishes no port',
      help: `${fixed} with \`-p HOST:CONTAINER\` before the image. Here that is ${code(`-p ${wanted.host}:${wanted.container}`)}.`,
    };
  if (fits[0])
    return {
      actual: `publishes ${arrow(fits[0])} on ${fits[0].ip || 'every address'} instead of ${wanted.ip ?? wanted.protocol}`,
      help: `${fixed}.`,
    };
  const actual = `publishes ${[...new Set(there.map(arrow))].join(', ')} instead of ${arrow(wanted)}`;
  const swapped = there.some(
    ({ host, container }) =>
      host === wanted.container && container === wanted.host && wanted.host !== wanted.container,
  );
  if (swapped) return { actual, help: `The machine's port comes first, the container's second. ${fixed}.` };
  if (there.some(({ host, container }) => container === wanted.host && host !== wanted.host))
    return {
      actual,
      help: `One number alone is the container's port, and Docker picks the machine's: write both, ${code(`-p ${wanted.host}:${wanted.container}`)}. ${fixed}.`,
    };
  const inside = there.find(({ host }) => host === wanted.host);
  if (inside)
    return {
      actual,
      help: `Port ${wanted.host} leads to ${inside.container} in the container, and it is to lead to ${wanted.container}. ${fixed}.`,
    };
  const outside = there.find(({ container }) => container === wanted.container);
  if (outside)
    return {
      actual,
      help: `The container is reached at port ${outside.host}, not ${wanted.host}. ${fixed}.`,
    };
  return { actual, help: `${fixed}.` };
}

/** An address that was not asked for may be any. */
function sameIp(wanted: string | undefined, is: string | undefined): boolean {
  return wanted === undefined || wanted === is;
}
