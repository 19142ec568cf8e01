import { spawn } from '@lydell/node-pty';
import bcrypt from 'bcryptjs';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { program, startPractice, type Practice } from './run-docker.ts';

const password = 'correct-horse';
const auth = Buffer.from(`joe:${password}`).toString('base64');
let practice: Practice;
let registry: string;
let config: string;

beforeAll(async () => {
  practice = await startPractice();
  config = path.join(practice.folder, 'config', 'config.json');
  const secrets = path.join(practice.folder, 'auth');
  mkdirSync(secrets);
  writeFileSync(path.join(secrets, 'htpasswd'), `joe:${await bcrypt.hash(password, 4)}\n`);
  const started = await practice.docker(
    ...['run', '-d', '--name', 'locked', '-p', '127.0.0.1::5000', '-v', `${secrets}:/auth`],
    ...['-e', 'REGISTRY_AUTH=htpasswd', '-e', 'REGISTRY_AUTH_HTPASSWD_REALM=test'],
    ...['-e', 'REGISTRY_AUTH_HTPASSWD_PATH=/auth/htpasswd', 'registry:2'],
  );
  if (started.code !== 0) throw new Error(started.stderr);
  registry = `localhost:${(await practice.docker('port', 'locked', '5000')).stdout.trim().split(':')[1]}`;
});

afterAll(() => practice.close());

beforeEach(() => {
  mkdirSync(path.dirname(config), { recursive: true });
  writeFileSync(config, JSON.stringify({ psFormat: 'kept', auths: { 'other.example': { auth: 'eA==' } } }));
});

const stored = (): Record<string, unknown> =>
  JSON.parse(readFileSync(config, 'utf8')) as Record<string, unknown>;

test('--password-stdin stores the login, warns that it is not encrypted, and keeps every other key', async () => {
  const outcome = await practice.dockerWithInput(
    `${password}\n`,
    'login',
    '-u',
    'joe',
    '--password-stdin',
    registry,
  );
  expect(outcome).toEqual({
    code: 0,
    stdout: 'Login Succeeded\n',
    stderr:
      `\nWARNING! Your credentials are stored unencrypted in '${config}'.\n` +
      'Configure a credential helper to remove this warning. See\n' +
      'https://docs.docker.com/go/credential-store/\n\n',
  });
  expect(stored()).toEqual({
    psFormat: 'kept',
    auths: { 'other.example': { auth: 'eA==' }, [registry]: { auth } },
  });
  expect(statSync(config).mode & 0o777).toBe(0o600);
});

test('-p warns; a wrong password is refused and nothing is stored', async () => {
  const { code, stderr } = await practice.docker('login', '-u', 'joe', '-p', 'wrong', registry);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^WARNING! Using --password via the CLI is insecure\. Use --password-stdin\.\nError response from daemon: /,
  );
  expect(stored()['auths']).toEqual({ 'other.example': { auth: 'eA==' } });
});

test('a stored login is tried again, and logout forgets it', async () => {
  await practice.docker('login', '-u', 'joe', '-p', password, registry);
  const again = await practice.docker('login', registry);
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/^Authenticating with existing credentials\.\.\. \[Username: joe\]\n/);
  expect(await practice.docker('logout', registry)).toEqual({
    code: 0,
    stdout: `Removing login credentials for ${registry}\n`,
    stderr: '',
  });
  expect(stored()['auths']).toEqual({ 'other.example': { auth: 'eA==' } });
});

test('a push needs the login', async () => {
  await practice.docker('pull', '-q', 'alpine');
  await practice.docker('tag', 'alpine', `${registry}/alpine`);
  const refused = await practice.docker('push', `${registry}/alpine`);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toBe('no basic auth credentials\n');
  await practice.docker('login', '-u', 'joe', '-p', password, registry);
  expect((await practice.docker('push', `${registry}/alpine`)).code).toBe(0);
});

test.each([
  [['login'], 'Error: Cannot perform an interactive login from a non TTY device\n'],
  [['login', '--password-stdin'], 'the --password-stdin option requires --username to be set\n'],
  [
    ['login', '-u', 'a', '-p', 'b', '--password-stdin'],
    'conflicting options: cannot specify both --password and --password-stdin\n',
  ],
])('%j is refused', async (argv, stderr) => {
  expect(await practice.docker(...argv)).toEqual({ code: 1, stdout: '', stderr });
});

/** Types the answers, each when its question is on the screen. */
function onTerminal(
  argv: readonly string[],
  answers: readonly (readonly [string, string])[],
): Promise<{ screen: string; code: number }> {
  return new Promise((resolve) => {
    const env = { ...practice.env, PATH: process.env.PATH ?? '', HOME: practice.folder } as Record<
      string,
      string
    >;
    const terminal = spawn(process.execPath, ['--', program, ...argv], { env, cols: 80, rows: 24 });
    const open = [...answers];
    let screen = '';
    terminal.onData((data) => {
      screen += data;
      const next = open[0];
      if (next && screen.endsWith(next[0])) {
        open.shift();
        terminal.write(`${next[1]}\r`);
      }
    });
    terminal.onExit(({ exitCode }) => resolve({ screen, code: exitCode }));
  });
}

test('on a terminal it asks for the name and, without showing it, for the password', async () => {
  const { screen, code } = await onTerminal(
    ['login', registry],
    [
      ['Username: ', 'joe'],
      ['Password: ', password],
    ],
  );
  expect(code).toBe(0);
  expect(screen).toMatch(/^Username: joe\r\nPassword: \r\n/);
  expect(screen).toMatch(/Login Succeeded\r\n$/);
  expect(screen).not.toContain(password);
  expect(stored()['auths']).toHaveProperty([registry, 'auth'], auth);
});

test('a password pasted together with the name is not shown either', async () => {
  const { screen, code } = await onTerminal(['login', registry], [['Username: ', `joe\r${password}`]]);
  expect(code).toBe(0);
  expect(screen).toMatch(/^Username: joe\r\nPassword: \r\n/);
  expect(screen).not.toContain(password);
});

test('on a terminal an empty name or password ends it', async () => {
  const nameless = await onTerminal(['login', registry], [['Username: ', '']]);
  expect(nameless).toEqual({ code: 1, screen: 'Username: \r\nError: Non-null Username Required\r\n' });
  const open = await onTerminal(['login', '-u', 'joe', registry], [['Password: ', '']]);
  expect(open).toEqual({ code: 1, screen: 'Password: \r\nError: Password Required\r\n' });
});
