import { flag } from '../http/call.ts';
import { badRequest } from '../http/failure.ts';
import type { LogEntry } from './log-file.ts';

export interface LogQuery {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly timestamps: boolean;
  /** Nanoseconds since 1970. */
  readonly since: bigint | undefined;
  readonly until: bigint | undefined;
  /** How many of the last lines; undefined for all. */
  readonly tail: number | undefined;
}

/** Reads the parameters that logs of containers, services and tasks are asked for with; refuses a wish for no stream. */
export function readLogQuery(query: URLSearchParams): LogQuery {
  const tail = query.get('tail') ?? '';
  const wish: LogQuery = {
    stdout: flag(query, 'stdout'),
    stderr: flag(query, 'stderr'),
    timestamps: flag(query, 'timestamps'),
    since: readTime(query.get('since')),
    until: readTime(query.get('until')),
    tail: /^\d+$/.test(tail) ? Number(tail) : undefined,
  };
  if (!wish.stdout && !wish.stderr) throw badRequest('Bad parameters: you must choose at least one stream');
  return wish;
}

/** Which streams and times are asked for; `tail` is not counted here. */
export function wanted(query: LogQuery, entry: LogEntry): boolean {
  if (!(entry.stream === 'stdout' ? query.stdout : query.stderr)) return false;
  const time = nanoseconds(entry.time);
  return (
    (query.since === undefined || time >= query.since) && (query.until === undefined || time <= query.until)
  );
}

/** The entries to send, oldest first. */
export function select(query: LogQuery, entries: readonly LogEntry[]): LogEntry[] {
  const fitting = entries.filter((entry) => wanted(query, entry));
  if (query.tail === undefined) return fitting;
  return query.tail === 0 ? [] : fitting.slice(-query.tail);
}

export function lineOf(query: LogQuery, { log, time }: LogEntry): string {
  return query.timestamps ? `${time} ${log}` : log;
}

/** Reads `1795201867`, `1795201867.123456789` and RFC 3339; undefined for nothing and for 0. */
export function readTime(text: string | null): bigint | undefined {
  if (!text || text === '0') return undefined;
  const match = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  if (match) return BigInt(match[1]!) * 1_000_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? undefined : BigInt(parsed) * 1_000_000n;
}

/** RFC 3339 with up to nine digits of a second. */
function nanoseconds(time: string): bigint {
  const fraction = /\.(\d+)Z$/.exec(time)?.[1] ?? '';
  const seconds = BigInt(Math.floor(Date.parse(time) / 1000));
  return seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}
