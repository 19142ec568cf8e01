/** One finished request: what a push or a pull is made of. */
export interface AccessEvent {
  /** When the request came, ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** Path with query, as sent. */
  readonly path: string;
  readonly status: number;
  /** Bytes of body received and sent. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** From the first byte of the request to the last of the answer. */
  readonly ms: number;
  readonly repository?: string | undefined;
  readonly user?: string | undefined;
  readonly host?: string | undefined;
  readonly remote?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** The "combined" line that web servers log, and Docker's registry too. */
export function combinedLine(event: AccessEvent): string {
  const { remote = '-', user = '-', method, path, status, bytesOut, userAgent = '' } = event;
  const request = `${method} ${path} HTTP/1.1`;
  return `${remote} - ${bare(user)} [${clfTime(event.time)}] ${quote(request)} ${status} ${bytesOut} "" ${quote(userAgent)}`;
}

/** The line of fields with which Docker's registry reports a finished request. */
export function completedLine(event: AccessEvent): string {
  const level = event.status >= 500 ? 'error' : 'info';
  return fieldLine(
    level,
    event.status >= 400 ? 'response completed with error' : 'response completed',
    {
      'http.request.host': event.host,
      'http.request.method': event.method,
      'http.request.remoteaddr': event.remote,
      'http.request.uri': event.path,
      'http.request.useragent': event.userAgent,
      'auth.user.name': event.user,
      'http.response.duration': `${event.ms.toFixed(3)}ms`,
      'http.response.status': String(event.status),
      'http.response.written': String(event.bytesOut),
      'vars.name': event.repository,
    },
    event.time,
  );
}

/** `time="…" level=info msg="listening on …" key=value`, as Docker's registry writes its log. */
export function fieldLine(
  level: 'debug' | 'info' | 'warning' | 'error' | 'fatal',
  message: string,
  fields: Readonly<Record<string, string | undefined>> = {},
  time: string = new Date().toISOString(),
): string {
  let line = `time="${time}" level=${level} msg=${quote(message)}`;
  for (const key in fields) {
    const value = fields[key];
    if (value) line += ` ${key}=${/^[\w.\-/:]+$/.test(value) ? value : quote(value)}`;
  }
  return line;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `20/Nov/2026:19:01:39 +0000`. */
function clfTime(iso: string): string {
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

/** Quoted, with everything escaped that could end the quotes or the line: the words come from strangers. */
function quote(text: string): string {
  // Most words are harmless, and looking is cheaper than escaping.
  return /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : JSON.stringify(text).replace(/[\u007f-\u009f]/g, '?');
}

function bare(text: string): string {
  return /^[\w.@+-]+$/.test(text) ? text : quote(text);
}
