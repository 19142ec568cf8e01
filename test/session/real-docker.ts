import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { aloneOnRealEngine, realEngine } from '../real-engine.ts';

/**
 * The real engine for a file of tests that change it with Docker's own command, one file at a time; or, said on the
 * console as well, why they are skipped.
 */
export async function realDocker(about: string): Promise<{ engine: Engine | undefined; whyNot: string }> {
  const engine = await realEngine();
  aloneOnRealEngine();
  const whyNot = engine
    ? hasCommand()
      ? ''
      : ' (skipped: no docker command here)'
    : ' (skipped: WORKSHOP_TEST_DOCKER_HOST names no engine that answers)';
  if (whyNot) console.log(`${about}${whyNot}`);
  return { engine, whyNot };
}

const hasCommand = (): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, 'docker')));
