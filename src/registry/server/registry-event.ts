import { randomUUID } from 'node:crypto';
import { bareMediaType } from '../../image/media-types.ts';
import { isFailure } from '../failure.ts';
import type { Outcome } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { Route } from './route.ts';

/** An event as Docker's registry reports it (its documentation, "Work with notifications"). */
export interface RegistryEvent {
  readonly id: string;
  readonly timestamp: string;
  readonly action: 'push' | 'pull' | 'mount' | 'delete';
  readonly target: {
    readonly repository: string;
    readonly url?: string;
    readonly digest?: string;
    readonly mediaType?: string;
    /** Bytes; twice, as there. */
    readonly size?: number;
    readonly length?: number;
    readonly tag?: string;
    readonly fromRepository?: string;
  };
  readonly request: {
    readonly id: string;
    readonly addr: string;
    readonly host: string;
    readonly method: string;
    readonly useragent: string;
  };
  readonly actor: { readonly name?: string };
}

/** What an answered request has done, if it is one of the things that are reported. */
export function eventOf(exchange: Exchange, outcome: Outcome): RegistryEvent | undefined {
  if (isFailure(outcome) || outcome.status >= 300) return undefined;
  const { route } = exchange;
  if (!route || !('name' in route)) return undefined;
  const action = actionOf(exchange, route, outcome.status);
  if (!action) return undefined;
  const { request } = exchange;
  return {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    action,
    target: targetOf(exchange, route, outcome.headers ?? {}),
    request: {
      id: randomUUID(),
      addr: `${request.socket?.remoteAddress ?? ''}:${request.socket?.remotePort ?? ''}`,
      host: exchange.header('host') ?? '',
      method: exchange.method,
      useragent: exchange.header('user-agent') ?? '',
    },
    actor: exchange.user === undefined ? {} : { name: exchange.user },
  };
}

function actionOf(
  { method, query }: Exchange,
  { endpoint }: Route,
  status: number,
): RegistryEvent['action'] | undefined {
  const reading = method === 'GET' || (method === 'HEAD' && endpoint === 'manifest');
  if (endpoint === 'manifest' || endpoint === 'blob') {
    if (reading) return 'pull';
    if (method === 'PUT' && status === 201) return 'push';
    return method === 'DELETE' ? 'delete' : undefined;
  }
  const blobCame = status === 201 && (endpoint === 'uploads' || endpoint === 'upload');
  if (!blobCame) return undefined;
  return endpoint === 'uploads' && query.has('mount') ? 'mount' : 'push';
}

function targetOf(
  exchange: Exchange,
  route: Extract<Route, { name: string }>,
  headers: Readonly<Record<string, string | number>>,
): RegistryEvent['target'] {
  const tag = route.endpoint === 'manifest' && 'tag' in route.reference ? route.reference.tag : undefined;
  const digest = headers['Docker-Content-Digest'];
  const type = exchange.method === 'PUT' ? exchange.header('content-type') : headers['Content-Type'];
  const length = exchange.method === 'PUT' ? exchange.bytesIn : Number(headers['Content-Length'] ?? 0);
  const from = exchange.query.get('from');
  const kind = route.endpoint === 'manifest' ? 'manifests' : 'blobs';
  return {
    repository: route.name,
    ...(typeof digest === 'string'
      ? { digest, url: exchange.absolute(`/v2/${route.name}/${kind}/${digest}`) }
      : {}),
    ...(type === undefined ? {} : { mediaType: bareMediaType(String(type)) }),
    ...(length > 0 ? { size: length, length } : {}),
    ...(tag === undefined ? {} : { tag }),
    ...(from === null ? {} : { fromRepository: from }),
  };
}
