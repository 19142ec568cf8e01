import { asking } from '../docker/login/prompt.ts';
import { CloudFailure } from './failure.ts';

/** The whole standard input, without the line's end. */
export async function readSecret(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

/** Asks on the terminal, and shows nothing of the answer. */
export async function askSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new CloudFailure(
      'a password is needed: type it on a terminal, or hand it over with --password-stdin',
      2,
    );
  return asking((ask) => ask(question, { hidden: true }));
}
