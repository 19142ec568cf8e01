import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/**
 * Tests start the program that users start, so it is built from the sources as they are now. No test may leave an
 * engine behind: where /proc tells which processes run, the run fails for it.
 */
export default function setup(): () => Promise<void> {
  execFileSync(process.execPath, ['build.js'], { cwd: root, stdio: 'inherit' });
  const before = new Set(engines().map(({ pid }) => pid));
  const left = () => engines().filter(({ pid }) => !before.has(pid));
  return async () => {
    for (let tries = 0; left().length > 0; tries++) {
      if (tries === 600) {
        const list = left().map(({ pid, words }) => (process.kill(pid, 'SIGTERM'), words.join(' ')));
        throw new Error(`tests left practice engines behind:\n${list.join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
}

function engines(): { pid: number; words: string[] }[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  const entry = path.join(root, 'dist/engine.js');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [{ pid: Number(pid), words: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0') }];
      } catch {
        return []; // It ended in between.
      }
    })
    .filter(({ words }) => words.includes(entry));
}
