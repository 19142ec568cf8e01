import bcrypt from 'bcryptjs';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commands } from '../../src/commands/table.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

let bench: Workbench;
beforeEach(() => void (bench = openWorkbench()));
afterEach(() => bench.close());

test('without a verb and without a terminal: the labs, and how to go on', async () => {
  const { code, stdout } = await bench.run([]);
  expect(stdout).toContain('tiny: A tiny lab');
  expect(stdout).toContain('workshop start tiny --plain');
  expect(code).toBe(0);
});

test('list tells progress, to people and to programs', async () => {
  await bench.run(['start', 'tiny', '--plain'], { input: 'echo harbor\n' });
  expect((await bench.run(['list'])).stdout).toContain(
    'beginner, 2 minutes, 3 steps, 1 of 3 done in practice',
  );
  const labs = JSON.parse((await bench.run(['list', '--json'])).stdout) as {
    id: string;
    progress: unknown;
  }[];
  expect(labs.find(({ id }) => id === 'tiny')).toMatchObject({
    progress: [{ engine: 'practice', done: 1, skipped: 0, total: 3 }],
  });
});

test('doctor says what this machine has; what is not needed is not missing', async () => {
  const { code, stdout } = await bench.run(['doctor']);
  expect(stdout).toContain(`Node: ${process.version}`);
  expect(stdout).toContain('not there: docker command: none on the PATH');
  expect(stdout).toContain('not there: Docker Engine: no Docker engine answers');
  expect(stdout).toContain('tiny in practice: ready');
  expect(code).toBe(0);
  const machine = (JSON.parse((await bench.run(['doctor', '--json'])).stdout) as { ready: boolean }).ready;
  expect(machine).toBe(true);
});

test('registry serve prints where it listens, on loopback, answers, and ends with the interrupt', async () => {
  const root = path.join(bench.home, 'registry');
  const { child, said, ended } = bench.start(['registry', 'serve', '--addr', '127.0.0.1:0', '--root', root]);
  // Listened to from the start: the sentence may be there before the line on stdout was seen.
  const told = new Promise<string>((resolve) => {
    child.stderr.on('data', (text: Buffer) => {
      const found = /at (http:\/\/127\.0\.0\.1:\d+)/.exec(String(text));
      if (found) resolve(found[1]!);
    });
  });
  await said('\n');
  const url = await told;
  expect((await fetch(`${url}/v2/`)).status).toBe(200);
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  expect(stdout).toBe(`${url}\n`);
  expect(code).toBe(130);
});

test('registry serve on a taken port exits 3 and says so', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const { code, stderr } = await bench.run([
    'registry',
    'serve',
    '--addr',
    `127.0.0.1:${port}`,
    '--root',
    bench.home,
  ]);
  taken.close();
  expect(stderr).toContain(`port ${port}`);
  expect(code).toBe(3);
});

test.each(['bash', 'zsh', 'fish'])('completion for %s knows every command and option', async (shell) => {
  const { code, stdout } = await bench.run(['completion', shell]);
  for (const { name, options } of commands) {
    for (const word of name.split(' ')) expect(stdout).toContain(word);
    for (const option of Object.keys(options)) expect(stdout).toMatch(new RegExp(`-l ${option}|--${option}`));
  }
  expect(code).toBe(0);
});

/** What bash offers for the words typed so far; the last one is completed. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout: script } = await bench.run(['completion', 'bash']);
  const quoted = ['workshop', ...words].map((word) => `'${word}'`).join(' ');
  const program = `${script}\nworkshop() { echo tiny; echo local-registry; }\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _workshop; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return spawnSync('bash', ['-c', program], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
}

test('registry certificate and htpasswd make what a registry with TLS and a login needs', async () => {
  const file = (name: string) => path.join(bench.home, name);
  const tls = ['--cert', file('certs/a.crt'), '--key', file('certs/a.key')];
  expect((await bench.run(['registry', 'certificate', 'localhost', '10.0.0.7', ...tls])).code).toBe(0);
  const certificate = new X509Certificate(readFileSync(file('certs/a.crt')));
  expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:10.0.0.7');
  expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(file('certs/a.key'))))).toBe(true);
  expect(statSync(file('certs/a.key')).mode & 0o077).toBe(0);
  expect((await bench.run(['registry', 'certificate', 'https://localhost'])).code).toBe(2);

  const { code, stdout } = await bench.run(['registry', 'htpasswd', 'ada'], { input: 'engine\n' });
  expect(code).toBe(0);
  const [, user, hash] = /^(\w+):(.+)\n$/.exec(stdout)!;
  expect([user, await bcrypt.compare('engine', hash!)]).toEqual(['ada', true]);
  expect((await bench.run(['registry', 'htpasswd', 'ada'])).code).toBe(2);
});

test('bash offers verbs, second words, options, their values, labs and shells', async () => {
  expect(await offered('sta')).toEqual(['start', 'status']);
  expect(await offered('registry', '')).toEqual(['serve', 'certificate', 'htpasswd']);
  expect(await offered('registry', 'serve', '--tls')).toEqual(['--tls-cert', '--tls-key']);
  expect(await offered('start', '--engine', 'd')).toEqual(['docker']);
  expect(await offered('check', 't')).toEqual(['tiny']);
  expect(await offered('completion', 'f')).toEqual(['fish']);
});
