import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Who does it: the command that is typed, and the engine that answers. */
export interface Combination {
  readonly command: 'docker' | 'ours';
  readonly engine: 'docker' | 'practice';
}

/** What all others are measured by. */
export const MEASURE: Combination = { command: 'docker', engine: 'docker' };

export const OTHERS: readonly Combination[] = [
  { command: 'ours', engine: 'docker' },
  { command: 'docker', engine: 'practice' },
  { command: 'ours', engine: 'practice' },
];

export function nameOf({ command, engine }: Combination): string {
  return `${command}/${engine}`;
}

export interface Outcome {
  readonly exit: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longest time that one command line may take, in milliseconds. */
const LINE_MS = 40_000;

/** Longest time in which a line must come true. */
const UNTIL_MS = 60_000;

/** A folder and an environment in which command lines run: `docker` on its PATH is the command asked for. */
export class Place {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(
    folder: string,
    { program, host, vars }: { program: string; host: string; vars: Readonly<Record<string, string>> },
  ) {
    this.folder = folder;
    const bin = path.join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    rmSync(path.join(bin, 'docker'), { force: true });
    symlinkSync(program, path.join(bin, 'docker'));
    this.#env = {
      ...vars,
      PATH: `${bin}:${process.env.PATH}`,
      HOME: this.#fresh('home'),
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      DOCKER_HOST: host,
      DOCKER_CONFIG: this.#fresh('config'),
      // The engine that is compared has no other builder, and newer commands ask for another.
      DOCKER_BUILDKIT: '0',
    };
    this.#fresh('work');
  }

  #fresh(name: string): string {
    const folder = path.join(this.folder, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Each sequence begins with empty folders, but for these files in the working folder. */
  reset(files: Readonly<Record<string, string>>): void {
    for (const name of ['home', 'config', 'work']) this.#fresh(name);
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.folder, 'work', name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    // For `docker events --since`.
    this.#env.began = (Date.now() / 1000).toFixed(3);
  }

  run(line: string, stdin = ''): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const child = spawn('/bin/sh', ['-c', line], {
        cwd: path.join(this.folder, 'work'),
        env: this.#env,
        // A group of its own, so that what does not end is ended whole.
        detached: true,
      });
      const late = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      }, LINE_MS);
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code, signal) => {
        clearTimeout(late);
        resolve({ exit: String(code ?? signal), stdout, stderr });
      });
      child.stdin.on('error', () => undefined); // a command may end without reading
      child.stdin.end(stdin);
    });
  }

  /** Repeats a line until it succeeds; returns what it said last when it does not within the time. */
  async until(line: string): Promise<string | undefined> {
    const end = Date.now() + UNTIL_MS;
    for (;;) {
      const { exit, stdout, stderr } = await this.run(line);
      if (exit === '0') return undefined;
      if (Date.now() > end) return stdout + stderr;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
