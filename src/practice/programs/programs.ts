import type { Program } from './program.ts';
import { registry } from './registry.ts';

const PROGRAMS: readonly Program[] = [registry];

/** The program of a label's value, when there is one of that name. */
export function programNamed(name: string | undefined): Program | undefined {
  return PROGRAMS.find((program) => program.name === name);
}
