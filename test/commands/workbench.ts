import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stopPracticeEngine } from '../../src/engine/practice-process.ts';
import { endProcessesOf } from '../../src/proof/processes.ts';
import { removeFolder } from '../remove-folder.ts';

/** The program as it is installed. */
const CLI = path.join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
/** A folder with labs of ours: `workshop` finds them when it runs there. */
export const FIXTURE = path.join(import.meta.dirname, 'fixture');
/** All that a machine needs to have; docker is not among it. */
const PROGRAMS = ['bash', 'sh', 'ls', 'cat', 'env', 'sleep', 'true', 'sed', 'head', 'kill', 'curl'];

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output has had `text`; rejects when the program ended before. */
  said(text: string): Promise<void>;
}

export interface Workbench {
  readonly home: string;
  readonly state: string;
  readonly env: Record<string, string>;
  /** Runs `workshop` with `input` on its standard input until it ends. */
  run(
    args: readonly string[],
    options?: { input?: string; env?: Record<string, string>; cwd?: string },
  ): Promise<Ended>;
  /** Starts `workshop` with an open standard input. */
  start(args: readonly string[], options?: { env?: Record<string, string>; cwd?: string }): Running;
  close(): Promise<void>;
}

/** A machine of its own: an empty HOME, a state folder, a PATH without docker. */
export function openWorkbench(): Workbench {
  const root = mkdtempSync(path.join(os.tmpdir(), 'workbench-'));
  const home = path.join(root, 'home');
  const state = path.join(root, 'state');
  const bin = path.join(root, 'bin');
  for (const folder of [home, bin]) mkdirSync(folder);
  for (const program of PROGRAMS) {
    const file = ['/bin', '/usr/bin', '/usr/local/bin']
      .map((folder) => path.join(folder, program))
      .find(existsSync);
    if (file) symlinkSync(file, path.join(bin, program));
  }
  const env = {
    HOME: home,
    WORKSHOP_STATE: state,
    PATH: bin,
    LANG: 'C.UTF-8',
    DOCKER_HOST: 'unix:///nowhere.sock',
  };
  const children = new Set<ChildProcessWithoutNullStreams>();

  const start: Workbench['start'] = (args, options = {}) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: options.cwd ?? FIXTURE,
      env: { ...env, ...options.env },
    });
    children.add(child);
    let stdout = '';
    let stderr = '';
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => {
        children.delete(child);
        resolve({ code, signal, stdout, stderr });
      });
    });
    return {
      child,
      ended,
      said: (text) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            if (stdout.includes(text)) resolve();
          };
          child.stdout.on('data', look);
          child.on('close', () =>
            reject(new Error(`ended without saying ${JSON.stringify(text)}:\n${stdout}${stderr}`)),
          );
          look();
        }),
    };
  };
  return {
    home,
    state,
    env,
    start,
    run(args, options = {}) {
      const { child, ended } = start(args, options);
      child.stdin.end(options.input ?? '');
      return ended;
    },
    async close() {
      for (const child of children) child.kill('SIGKILL');
      const sessions = path.join(state, 'sessions');
      for (const name of existsSync(sessions) ? readdirSync(sessions) : []) {
        await stopPracticeEngine(path.join(sessions, name, 'engine'));
      }
      // What a killed workshop was running goes on without it.
      await endProcessesOf(root);
      await removeFolder(root);
    },
  };
}
