import { logFrames } from '../engine/log-frames.ts';
import type { WireRequest } from './wire.ts';

type Logged = Omit<WireRequest, 'registry'>;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * A line of a registry's log as a request; undefined for every other line. Docker's registry writes two for each
 * request: fields (`msg="response completed" http.request.method=…`) and the combined format of web servers. `at` is
 * when the engine got the line.
 */
export function parseLogLine(
  line: string,
  at: string,
): (Logged & { form: 'fields' | 'combined' }) | undefined {
  if (line.includes('http.response.status=')) return fields(line, at);
  const combined =
    /^\S+ \S+ (?:\S+|"[^"]*") \[([^\]]+)\] "(\S+) (\S+) HTTP\/[\d.]+" (\d{3}) (\d+)(?: "[^"]*" "([^"]*)")?/.exec(
      line,
    );
  if (!combined) return undefined;
  const [, stamp, method, path, status, bytes, userAgent] = combined;
  return {
    form: 'combined',
    time: clfTime(stamp!) ?? at,
    method: method!,
    path: path!,
    status: Number(status),
    bytesOut: Number(bytes),
    userAgent,
  };
}

function fields(line: string, at: string): (Logged & { form: 'fields' }) | undefined {
  const found: Record<string, string> = {};
  for (const [, key, quoted, bare] of line.matchAll(/([\w.]+)=(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)) {
    found[key!] = quoted === undefined ? bare! : quoted.replace(/\\(.)/g, '$1');
  }
  const method = found['http.request.method'];
  const path = found['http.request.uri'];
  if (!method || !path || !/^response completed/.test(found['msg'] ?? '')) return undefined;
  return {
    form: 'fields',
    time: at,
    method,
    path,
    status: Number(found['http.response.status']),
    bytesOut: Number(found['http.response.written'] ?? 0),
    userAgent: found['http.request.useragent'],
  };
}

/** `20/Nov/2026:19:01:39 +0000` → ISO 8601. */
function clfTime(text: string): string | undefined {
  const parts = /^(\d+)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text);
  if (!parts) return undefined;
  const [, day, month, year, time, hours, minutes] = parts;
  const number = String(MONTHS.indexOf(month!) + 1).padStart(2, '0');
  const date = new Date(`${year}-${number}-${day!.padStart(2, '0')}T${time}${hours}:${minutes}`);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The lines of `docker logs --timestamps`, those of one stream after those of the other. */
export function logLines(bytes: Buffer): { at: string; line: string }[] {
  const frames = logFrames(bytes);
  if (!frames) return textLines(bytes.toString('utf8'));
  const streams: Record<number, string> = {};
  for (const { stream, bytes: piece } of frames)
    streams[stream] = (streams[stream] ?? '') + piece.toString('utf8');
  return Object.values(streams).flatMap(textLines);
}

const textLines = (text: string): { at: string; line: string }[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const stamped = /^(\d{4}-\d\d-\d\dT\S+Z) ([^]*)$/.exec(line);
    return stamped ? [{ at: new Date(stamped[1]!).toISOString(), line: stamped[2]! }] : [];
  });
