import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { EXIT, Fault } from '../../fault.ts';
import type { Environment } from '../state-dir.ts';

/** Where bash is when PATH does not say. */
const USUAL = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash', '/opt/homebrew/bin/bash'];

/** The bash that typed lines run in. A Fault when the machine has none. */
export function findBash(env: Environment, usual: readonly string[] = USUAL): string {
  const named = (env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, 'bash'));
  const found = [...named, ...usual].find(isProgram);
  if (found) return found;
  throw new Fault({
    what: 'there is no bash on this machine, and typed commands run in it',
    todo: 'Install it (`apk add bash`, `apt-get install bash`; on Windows use WSL), then start again.',
    exit: EXIT.missing,
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
