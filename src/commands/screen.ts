import type { Invocation } from './command.ts';

/**
 * Whether full screens can be drawn: a terminal on both sides that can move its cursor, and eyes to see it. A screen
 * reader gets lines, which it can read as they come (Ink's own variable says that there is one).
 */
export function hasScreen({ stdin, stdout, env }: Pick<Invocation, 'stdin' | 'stdout' | 'env'>): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && env['TERM'] !== 'dumb' && !readsAloud(env);
}

export const readsAloud = (env: NodeJS.ProcessEnv): boolean =>
  /^(1|true|yes|on)$/i.test(env['INK_SCREEN_READER'] ?? '');
