import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

export interface Process {
  readonly pid: number;
  readonly command: string;
}

const POLL_MS = 15;
/** How long a process may take to end by itself before it is killed. */
const GRACE_MS = 2000;

/**
 * Processes that belong to a folder: it stands in their command line or in the environment they were started with, or
 * is their working directory. The calling process is never one of them.
 */
export async function processesOf(folder: string): Promise<Process[]> {
  const all = existsSync('/proc/self/environ') ? fromProc() : await fromPs();
  return all
    .filter(({ pid, text }) => pid !== process.pid && mentions(text, folder))
    .map(({ pid, command }) => ({ pid, command }));
}

/**
 * Ends the processes of a folder, and what they start meanwhile; `spared` is the process that may stay. Returns those
 * that there were.
 */
export async function endProcessesOf(folder: string, spared?: number): Promise<Process[]> {
  const ended = new Map<number, Process>();
  const deadline = Date.now() + GRACE_MS;
  for (;;) {
    const running = (await processesOf(folder)).filter(({ pid }) => pid !== spared);
    if (running.length === 0) return [...ended.values()];
    for (const one of running) {
      const late = Date.now() > deadline;
      if (!ended.has(one.pid) || late) signal(one.pid, late ? 'SIGKILL' : 'SIGTERM');
      ended.set(one.pid, one);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

interface Seen extends Process {
  /** Where the folder is looked for. */
  readonly text: string;
}

/**
 * Read at one go: these files are in memory, and to read several hundred of them by turns took ten times as long, after
 * each mistake of a lab. Threads of the kernel and processes that have ended have no arguments.
 */
function fromProc(): Seen[] {
  const seen: Seen[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const arguments_ = orNone(() => readFileSync(`/proc/${name}/cmdline`, 'latin1'));
    if (arguments_ === '') continue;
    const environment = orNone(() => readFileSync(`/proc/${name}/environ`, 'latin1'));
    const cwd = orNone(() => readlinkSync(`/proc/${name}/cwd`));
    seen.push({
      pid: Number(name),
      command: arguments_.replaceAll('\0', ' ').trim(),
      text: [arguments_, environment, cwd].join('\0'),
    });
  }
  return seen;
}

/** Nothing of a process that has just ended, or that is another user's. */
function orNone(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** Without /proc (macOS): `-E` prints the environment behind the command. */
async function fromPs(): Promise<Seen[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axwwE', '-o', 'pid=,command='], {
    maxBuffer: 2 ** 26,
  });
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+) (.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), command: match[2]!, text: match[2]! }] : [];
  });
}

/** The folder itself or something in it; not one whose name only begins alike. */
function mentions(text: string, folder: string): boolean {
  for (let at = text.indexOf(folder); at >= 0; at = text.indexOf(folder, at + 1)) {
    const next = text[at + folder.length];
    if (next === undefined || /[^\w.-]/.test(next)) return true;
  }
  return false;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between, which is what was wanted.
  }
}
