import { quote } from './quote.ts';

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
  /** Who asks: `address:port`, or the address that a proxy in front names. */
  readonly remote?: string | undefined;
  /** The other end of the connection, an address without a port. */
  readonly peer?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly referer?: string | undefined;
  /** `1.1`. */
  readonly httpVersion?: string | undefined;
}

/** The "combined" line of web servers, as Docker's registry writes it: without the user. */
export function combinedLine(event: AccessEvent): string {
  const { peer = '-', method, path, status, bytesOut, referer = '', userAgent = '' } = event;
  const request = quote(`${method} ${path} HTTP/${event.httpVersion ?? '1.1'}`);
  return `${peer} - - [${clfTime(event.time)}] ${request} ${status} ${bytesOut} ${quote(referer)} ${quote(userAgent)}`;
}

/** The fields with which Docker's registry reports a finished request. */
export function completedFields(event: AccessEvent): Readonly<Record<string, string | number | undefined>> {
  return {
    'http.request.host': event.host,
    'http.request.method': event.method,
    'http.request.remoteaddr': event.remote,
    'http.request.uri': event.path,
    'http.request.useragent': event.userAgent,
    'auth.user.name': event.user,
    'http.response.duration': `${event.ms.toFixed(3)}ms`,
    'http.response.status': event.status,
    'http.response.written': event.bytesOut,
    'vars.name': event.repository,
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `20/Nov/2026:19:01:39 +0000`. */
function clfTime(iso: string): string {
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
