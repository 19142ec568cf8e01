import { createInterface } from 'node:readline/promises';
import { EXIT, Fault } from '../fault.ts';
import type { Invocation } from './command.ts';

/** Asks a yes-or-no question, unless `--yes` was given. Throws a usage Fault where nobody can answer. */
export async function confirmed(question: string, invocation: Invocation): Promise<boolean> {
  const { stdin, stderr, values, signal } = invocation;
  if (values.flag('yes')) return true;
  if (!stdin.isTTY) {
    throw new Fault({
      what: 'this asks first, and there is no terminal to ask on',
      todo: 'add --yes',
      exit: EXIT.usage,
    });
  }
  const asking = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await asking.question(`${question} [y/N] `, { signal });
    return /^\s*y(es)?\s*$/i.test(answer);
  } catch {
    return false;
  } finally {
    asking.close();
  }
}
