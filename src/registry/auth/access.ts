import type { Route } from '../server/route.ts';
import type { Access } from './auth.ts';

/** What a request needs: GET and HEAD pull, writing pushes, DELETE deletes (but cancelling an upload is pushing). */
export function wantedAccess(route: Route, method: string): Access[] {
  if (route.endpoint === 'base') return [];
  if (route.endpoint === 'catalog') return [{ type: 'registry', name: 'catalog', actions: ['*'] }];
  return [{ type: 'repository', name: route.name, actions: actionsOf(route, method) }];
}

function actionsOf({ endpoint }: Route, method: string): string[] {
  if (endpoint === 'uploads' || endpoint === 'upload') return ['pull', 'push'];
  if (method === 'GET' || method === 'HEAD') return ['pull'];
  return method === 'DELETE' ? ['delete'] : ['pull', 'push'];
}
