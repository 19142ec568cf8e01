import { spawn } from 'node:child_process';
import type { Credentials } from './credentials.ts';

/** What `docker-credential-NAME` answers: the protocol of Docker's credential helpers. */
export async function askHelper(
  name: string,
  verb: 'get' | 'store' | 'erase',
  input: string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(`docker-credential-${name}`, [verb], { stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? output : undefined));
    child.stdin.on('error', () => undefined); // a helper may end without reading
    child.stdin.end(input);
  });
}

export async function helperCredentials(name: string, server: string): Promise<Credentials | undefined> {
  const answer = await askHelper(name, 'get', server);
  if (answer === undefined) return undefined;
  const { Username, Secret } = JSON.parse(answer) as { Username: string; Secret: string };
  return Username === '<token>'
    ? { username: '', identityToken: Secret }
    : { username: Username, password: Secret };
}
