import { createInterface } from 'node:readline';
import { err, out } from './streams.ts';

/** Asks on standard output; true for `y`. At the end of input the answer is no. */
export async function confirmed(warning: string): Promise<boolean> {
  out(`${warning}\nAre you sure you want to continue? [y/N] `);
  const answer = await oneLine();
  if (answer === undefined && process.stdin.isTTY) err('');
  return answer?.trim().toLowerCase() === 'y';
}

/** The next line of standard input; undefined at its end. */
export async function oneLine(): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  try {
    for await (const line of lines) return line;
    return undefined;
  } finally {
    lines.close();
    process.stdin.pause();
  }
}
