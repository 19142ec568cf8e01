import type { Access } from '../auth/auth.ts';

export function pull(name: string): Access[] {
  return [{ type: 'repository', name, actions: ['pull'] }];
}

/** Pushing looks first whether something is there, so it pulls too. */
export function push(name: string): Access[] {
  return [{ type: 'repository', name, actions: ['pull', 'push'] }];
}

export function remove(name: string): Access[] {
  return [{ type: 'repository', name, actions: ['delete'] }];
}
