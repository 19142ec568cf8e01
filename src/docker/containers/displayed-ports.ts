export interface ListedPort {
  readonly IP?: string;
  readonly PrivatePort: number;
  readonly PublicPort?: number;
  readonly Type: string;
}

interface Run {
  readonly first: number;
  readonly last: number;
}

/** Ports as `docker ps` shows them: `0.0.0.0:5000->5000/tcp, 80/tcp`, neighbors joined to ranges: `80-82/tcp`. */
export function displayedPorts(ports: readonly ListedPort[]): string {
  const sorted = [...ports].sort(
    (a, b) =>
      a.PrivatePort - b.PrivatePort ||
      byBytes(a.IP ?? '', b.IP ?? '') ||
      (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
      byBytes(a.Type, b.Type),
  );
  const moved: string[] = [];
  const runs = new Map<string, Run>();
  const texts: string[] = [];
  for (const { IP, PrivatePort, PublicPort, Type } of sorted) {
    if (IP && PublicPort !== PrivatePort) {
      moved.push(`${address(IP)}:${PublicPort ?? 0}->${PrivatePort}/${Type}`);
      continue;
    }
    const key = `${IP ?? ''}/${Type}`;
    const run = runs.get(key);
    if (run && PrivatePort === run.last + 1) {
      runs.set(key, { first: run.first, last: PrivatePort });
      continue;
    }
    if (run) texts.push(runText(key, run));
    runs.set(key, { first: PrivatePort, last: PrivatePort });
  }
  for (const [key, run] of runs) texts.push(runText(key, run));
  return [...texts, ...moved].join(', ');
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function runText(key: string, { first, last }: Run): string {
  const [ip, type] = key.split('/') as [string, string];
  const range = first === last ? String(first) : `${first}-${last}`;
  return ip ? `${address(ip)}:${range}->${range}/${type}` : `${range}/${type}`;
}

const address = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip);
