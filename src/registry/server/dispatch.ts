import { wantedAccess } from '../auth/access.ts';
import { failure, isFailure, type Failure } from '../failure.ts';
import type { Outcome } from './answer.ts';
import { base } from './base.ts';
import { deleteBlob, getBlob } from './blobs.ts';
import { catalog } from './catalog.ts';
import type { Exchange } from './exchange.ts';
import { deleteManifest, getManifest, putManifest } from './manifests.ts';
import { listReferrers } from './referrers.ts';
import { parseRoute, type Route } from './route.ts';
import { listTags } from './tags.ts';
import { appendToUpload, cancelUpload, finishUpload, startUpload, uploadStatus } from './uploads.ts';

const METHODS: Record<Route['endpoint'], readonly string[]> = {
  base: ['GET', 'HEAD'],
  catalog: ['GET', 'HEAD'],
  tags: ['GET', 'HEAD'],
  manifest: ['GET', 'HEAD', 'PUT', 'DELETE'],
  blob: ['GET', 'HEAD', 'DELETE'],
  uploads: ['POST'],
  upload: ['GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'],
  referrers: ['GET', 'HEAD'],
};

/** From a request to its outcome: what is asked for, whether that may be done, who may do it, and then the doing. */
export async function dispatch(exchange: Exchange): Promise<Outcome> {
  // Whoever only wants to know whether it runs asks this, below no prefix and without a login.
  if (exchange.request.url === '/') {
    return { status: 200, headers: { 'Cache-Control': 'no-cache', 'Content-Length': 0 } };
  }
  if (exchange.path === '/v2') {
    return { status: 301, headers: { Location: `${exchange.context.prefix}/v2/`, 'Content-Length': 0 } };
  }
  const beside = await exchange.context.auth?.serve?.(exchange);
  if (beside) return beside;
  const route = parseRoute(exchange.path, exchange.method);
  if (isFailure(route)) return route;
  exchange.route = route;
  const allowed = METHODS[route.endpoint];
  // A browser asks so before a page of another origin may do more than read.
  const asksWhat = exchange.method === 'OPTIONS';
  if (!asksWhat && !allowed.includes(exchange.method)) {
    return failure('UNSUPPORTED', { headers: { Allow: allowed.join(', ') } });
  }
  const identity = await exchange.context.auth?.check(exchange, wantedAccess(route, exchange.method));
  if (isFailure(identity)) return identity;
  exchange.user = identity?.user;
  if (asksWhat) return { status: 200, headers: { Allow: allowed.join(', '), 'Content-Length': 0 } };
  return refusal(exchange, route) ?? handle(exchange, route);
}

/** What this registry does for nobody: writing when it is read-only, deleting unless it is enabled. */
function refusal({ method, context }: Exchange, { endpoint }: Route): Failure | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (context.upstream) {
    return failure('UNSUPPORTED', {
      message: 'this registry only passes on what another one has: push there',
    });
  }
  if (context.readOnly) return failure('UNSUPPORTED', { message: 'the registry is read-only' });
  const deletes = method === 'DELETE' && endpoint !== 'upload';
  return deletes && !context.deleteEnabled
    ? failure('UNSUPPORTED', {
        message: 'deleting is not enabled in this registry',
        detail: 'REGISTRY_STORAGE_DELETE_ENABLED=true enables it',
      })
    : undefined;
}

async function handle(exchange: Exchange, route: Route): Promise<Outcome> {
  const { method } = exchange;
  switch (route.endpoint) {
    case 'base':
      return base();
    case 'catalog':
      return catalog(exchange);
    case 'tags':
      return listTags(exchange, route.name);
    case 'manifest':
      if (method === 'PUT') return putManifest(exchange, route.name, route.reference);
      if (method === 'DELETE') return deleteManifest(exchange, route.name, route.reference);
      return getManifest(exchange, route.name, route.reference);
    case 'blob':
      if (method === 'DELETE') return deleteBlob(exchange, route.name, route.digest);
      return getBlob(exchange, route.name, route.digest);
    case 'uploads':
      return startUpload(exchange, route.name);
    case 'upload':
      if (method === 'PATCH') return appendToUpload(exchange, route.name, route.id);
      if (method === 'PUT') return finishUpload(exchange, route.name, route.id);
      if (method === 'DELETE') return cancelUpload(exchange, route.name, route.id);
      return uploadStatus(exchange, route.name, route.id);
    case 'referrers':
      return listReferrers(exchange, route.name, route.digest);
  }
}
