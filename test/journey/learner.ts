import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { kinds } from '../../src/checks/kinds.ts';
import { lockOwner } from '../../src/practice/lock.ts';
import { stopPracticeEngine } from '../../src/engine/practice-process.ts';
import { expandLab } from '../../src/lab/expand.ts';
import type { Lab, Step } from '../../src/lab/lab.ts';
import { loadLab } from '../../src/lab/load.ts';
import type { WalkEvent } from '../../src/runner/events.ts';
import { barePath } from '../bare-path.ts';

const root = path.join(import.meta.dirname, '../..');
const cli = path.join(root, 'dist/cli.js');

/** A machine with Node and nothing else: an empty HOME, no docker on PATH. */
export interface Machine {
  readonly home: string;
  readonly env: Record<string, string>;
  /** All that sat down at it; ended before it goes. */
  readonly sittings: Sitting[];
  readonly sessionFolder: (lab: string) => string;
  readonly remove: () => Promise<void>;
}

export async function bareMachine(): Promise<Machine> {
  const home = await mkdtemp(path.join(tmpdir(), 'learner-'));
  const state = path.join(home, 'state');
  const sittings: Sitting[] = [];
  const env = {
    HOME: home,
    PATH: await barePath(path.join(home, 'bin')),
    WORKSHOP_STATE: state,
    LANG: 'C.UTF-8',
  };
  const sessionFolder = (lab: string) => path.join(state, 'sessions', lab);
  const remove = async () => {
    // An app that goes on would start its engine again.
    for (const sitting of sittings.splice(0)) {
      sitting.child.kill('SIGKILL');
      await sitting.ended;
    }
    await stopPracticeEngine(path.join(sessionFolder('local-registry'), 'engine'));
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
  };
  return { home, env, sittings, sessionFolder, remove };
}

/** One run of `workshop start LAB --json`: lines go in, events come out. */
export interface Sitting {
  readonly events: WalkEvent[];
  readonly child: ChildProcessWithoutNullStreams;
  readonly type: (line: string) => void;
  /** The next event (after those already waited for) that fits. Fails with all that was seen when the program ends first. */
  readonly until: <T extends WalkEvent['type']>(
    type: T,
    fits?: (event: Extract<WalkEvent, { type: T }>) => boolean,
  ) => Promise<Extract<WalkEvent, { type: T }>>;
  readonly ended: Promise<number | null>;
}

export function sitDown(
  { env, home, sittings }: Machine,
  lab: string,
  args: readonly string[] = [],
): Sitting {
  const child = spawn(process.execPath, [cli, 'start', lab, '--json', ...args], { env, cwd: home });
  const events: WalkEvent[] = [];
  let errors = '';
  let woken = () => {};
  let over = false;
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  void ended.then(() => ((over = true), woken()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    events.push(JSON.parse(line) as WalkEvent);
    woken();
  });
  let seen = 0;
  const until: Sitting['until'] = async (type, fits = () => true) => {
    for (;;) {
      while (seen < events.length) {
        const event = events[seen++]!;
        if (event.type === type && fits(event as never)) return event as never;
      }
      if (over)
        throw new Error(
          `no ${type} before the end:\n${JSON.stringify(events.slice(-12), null, 1)}\n${errors}`,
        );
      await new Promise<void>((resolve) => (woken = resolve));
    }
  };
  const type = (line: string) => void child.stdin.write(`${line}\n`);
  const sitting = { events, child, type, until, ended };
  sittings.push(sitting);
  return sitting;
}

/** The lab as a session with this port has it. */
export function labOf(id: string, vars: Record<string, string>): Lab {
  const { lab, problems } = loadLab(path.join(root, 'labs', `${id}.yaml`), { kinds });
  if (!lab) throw new Error(problems.map(({ message }) => message).join('\n'));
  return expandLab(lab, vars);
}

/** The lines that solve a step, as a learner types them. */
export const linesOf = ({ solution }: Step): string[] => [
  ...solution.commands,
  ...solution.answers.map((answer) => `/answer ${answer}`),
];

/** Kills the session's practice engine the hard way, and waits until it is gone. None runs when nothing needed it since. */
export async function killEngine(machine: Machine, lab: string): Promise<void> {
  const owner = lockOwner(path.join(machine.sessionFolder(lab), 'engine', 'owner'));
  if (!owner) return;
  process.kill(owner.pid, 'SIGKILL');
  while (running(owner.pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A process that ended and was not reaped yet is over as well. */
function running(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
