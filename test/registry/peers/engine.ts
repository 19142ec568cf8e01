import { findPrograms, run } from './programs.ts';

export interface AnsweringEngine {
  /** `docker 20.10.24`: which of Docker's own commands asks. */
  readonly name: string;
  /** Runs the real docker command at it, with a configuration of its own. */
  docker(config: string, ...args: string[]): Promise<string>;
}

/** The real engine of WORKSHOP_TEST_DOCKER_HOST through each of Docker's own commands; where none, a line that says why. */
export async function answeringEngines(): Promise<AnsweringEngine[]> {
  const host = process.env.WORKSHOP_TEST_DOCKER_HOST;
  if (host === undefined) {
    console.warn('docker as a peer: skipped, WORKSHOP_TEST_DOCKER_HOST is not set');
    return [];
  }
  const env = { DOCKER_HOST: host };
  const answering: AnsweringEngine[] = [];
  for (const program of findPrograms('docker')) {
    try {
      const version = await run(
        program,
        ['version', '--format', '{{.Client.Version}}, {{.Server.Version}}'],
        env,
      );
      answering.push({
        name: `docker ${version.trim().replace(', ', ' with an engine ')}`,
        docker: (config, ...args) => run(program, ['--config', config, ...args], env),
      });
    } catch {
      console.warn(`skipped: no Docker engine answers ${program} at ${host}`);
    }
  }
  return answering;
}
