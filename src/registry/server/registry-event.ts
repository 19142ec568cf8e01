import { randomUUID } from 'node:crypto';
import { parseDigest, type Digest } from '../../image/digest.ts';
import { bareMediaType } from '../../image/media-types.ts';
import { isFailure } from '../failure.ts';
import type { Answer, Outcome } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { Route } from './route.ts';

/** What a request did, as Docker's registry reports it (its documentation, "Work with notifications"). */
export interface RequestEvent {
  readonly id: string;
  readonly timestamp: string;
  readonly action: 'push' | 'pull' | 'mount' | 'delete';
  readonly target: EventTarget;
  readonly request: {
    readonly id: string;
    readonly addr: string;
    readonly host: string;
    readonly method: string;
    readonly useragent: string;
  };
  readonly actor: { readonly name?: string };
}

/** What was pushed, pulled or mounted; of what was deleted, only the names. */
export interface EventTarget {
  readonly mediaType?: string;
  /** Bytes; twice, as there. Always of the whole, also where a part was pulled. */
  readonly size?: number;
  readonly digest?: string;
  readonly length?: number;
  readonly repository: string;
  readonly fromRepository?: string;
  readonly url?: string;
  readonly tag?: string;
}

/** With the registry that reports it. */
export interface RegistryEvent extends RequestEvent {
  readonly source: { readonly addr: string; readonly instanceID: string };
}

/** What an answered request has done, if it is one of the things that are reported. `client` is the address of who asked. */
export function eventOf(
  exchange: Exchange,
  outcome: Outcome,
  client: string | undefined,
): RequestEvent | undefined {
  if (isFailure(outcome) || outcome.status >= 300) return undefined;
  const { route } = exchange;
  if (!route || !('name' in route)) return undefined;
  const action = actionOf(exchange, route, outcome.status);
  if (!action) return undefined;
  return {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    action,
    target: action === 'delete' ? deletedTarget(route) : targetOf(exchange, route, outcome),
    request: {
      id: randomUUID(),
      addr: client ?? '',
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
): RequestEvent['action'] | undefined {
  if (endpoint === 'manifest' || endpoint === 'blob') {
    if (method === 'GET' || method === 'HEAD') return 'pull';
    if (method === 'PUT' && status === 201) return 'push';
    return method === 'DELETE' ? 'delete' : undefined;
  }
  const blobCame = status === 201 && (endpoint === 'uploads' || endpoint === 'upload');
  if (!blobCame) return undefined;
  return endpoint === 'uploads' && query.has('mount') ? 'mount' : 'push';
}

type Named = Extract<Route, { name: string }>;

function deletedTarget(route: Named): EventTarget {
  const named = route.endpoint === 'manifest' ? route.reference : route;
  const { digest, tag } = named as { digest?: Digest; tag?: string };
  return {
    ...(digest && { digest: digest.text }),
    repository: route.name,
    ...(tag !== undefined && { tag }),
  };
}

function targetOf(exchange: Exchange, route: Named, { headers = {} }: Answer): EventTarget {
  const digest = String(headers['Docker-Content-Digest']);
  const manifest = route.endpoint === 'manifest';
  const { mediaType, size } = manifest ? manifestOf(exchange, headers) : blobOf(exchange, digest, headers);
  const from = exchange.query.get('from');
  return {
    mediaType,
    size,
    digest,
    length: size,
    repository: route.name,
    ...(from !== null && { fromRepository: from }),
    url: exchange.absolute(`/v2/${route.name}/${manifest ? 'manifests' : 'blobs'}/${digest}`),
    ...(manifest && 'tag' in route.reference && { tag: route.reference.tag }),
  };
}

type Headers = NonNullable<Answer['headers']>;

function manifestOf(exchange: Exchange, headers: Headers): { mediaType: string; size: number } {
  const pushed = exchange.method === 'PUT';
  const type = pushed ? exchange.header('content-type') : headers['Content-Type'];
  return {
    mediaType: bareMediaType(String(type ?? '')),
    size: pushed ? exchange.bytesIn : Number(headers['Content-Length']),
  };
}

function blobOf(
  { context }: Exchange,
  digest: string,
  headers: Headers,
): { mediaType: string; size: number } {
  const kept = context.store.blobs.size(parseDigest(digest)!);
  // What is only passed on: the whole is what `Content-Range` names, or all that is sent.
  const [, whole] = /\/(\d+)$/.exec(String(headers['Content-Range'])) ?? [];
  return {
    mediaType: 'application/octet-stream',
    size: kept ?? Number(whole ?? headers['Content-Length'] ?? 0),
  };
}
