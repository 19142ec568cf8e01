import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { TypedCommand, World } from '../../src/checks/kind.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import { startPracticeEngine } from '../../src/practice/engine.ts';
import { freePort } from '../free-port.ts';
import { temporaryFolder } from './world.ts';

const DOCKER = path.join(import.meta.dirname, '../../dist/docker.cjs');

/** Somebody at a shell with the practice engine: what is typed is really run, and the checks look at what came of it. */
export interface Learner {
  /** Two ports of this machine that were free. */
  readonly port: number;
  readonly otherPort: number;
  type(...lines: string[]): Promise<void>;
  world(answers?: Record<string, string>): World;
  /** Lines typed before do not belong to the step. */
  nextStep(): void;
}

export async function startLearner(): Promise<Learner> {
  const home = temporaryFolder();
  const workdir = path.join(home, 'work');
  const bin = path.join(home, 'bin');
  for (const folder of [workdir, bin]) mkdirSync(folder);
  writeFileSync(path.join(bin, 'docker'), `#!/bin/sh\nexec '${process.execPath}' '${DOCKER}' "$@"\n`);
  chmodSync(path.join(bin, 'docker'), 0o755);
  const socket = path.join(home, 'docker.sock');
  const engine = await startPracticeEngine({ folder: path.join(home, 'engine'), socket });
  onTestFinished(() => engine.close());
  const [port, otherPort] = [await freePort(), await freePort()];
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: home,
    DOCKER_HOST: `unix://${socket}`,
    DOCKER_CONFIG: path.join(home, 'docker'),
  };
  let typed: TypedCommand[] = [];
  return {
    port,
    otherPort,
    async type(...lines) {
      for (const line of lines) {
        const exitCode = await run(line, { cwd: workdir, env });
        typed.push({ line, exitCode, cwd: workdir, env: {} });
      }
    },
    world: (answers = {}) => ({
      engine: connectEngine({ kind: 'practice', host: env.DOCKER_HOST }),
      vars: {},
      workdir,
      typed,
      answers,
      dockerConfig: env.DOCKER_CONFIG,
    }),
    nextStep: () => {
      typed = [];
    },
  };
}

function run(line: string, options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<number> {
  return new Promise((resolve) => {
    execFile('bash', ['-c', line], options, (error) => {
      resolve(error ? (typeof error.code === 'number' ? error.code : 1) : 0);
    });
  });
}
