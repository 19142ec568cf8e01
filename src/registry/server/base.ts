import type { Answer } from './answer.ts';

/** Specification, "Determining Support": 200 says that this is a registry. The body is what Docker's registry sends. */
export function base(): Answer {
  return { status: 200, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body: '{}' };
}
