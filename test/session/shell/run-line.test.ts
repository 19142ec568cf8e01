import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findBash } from '../../../src/session/shell/find-bash.ts';
import { type, workbench } from '../workbench.ts';

const bench = workbench();

/** Resolves when the file has a line: the command is on its way. */
async function written(file: string): Promise<string> {
  for (;;) {
    if (existsSync(file) && readFileSync(file, 'utf8').includes('\n'))
      return readFileSync(file, 'utf8').trim();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody reaps yet is not alive.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('output comes while the command runs, each stream by its name', async () => {
  const { session } = await bench.open();
  const seen: string[] = [];
  const go = path.join(session.paths.work, 'go');
  const running = type(
    session,
    `echo one; echo err >&2; until [ -e '${go}' ]; do sleep 0.01; done; echo two`,
    {
      onOutput: ({ stream, text }) => void seen.push(`${stream} ${text.trim()}`),
    },
  );
  while (seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(seen.sort()).toEqual(['stderr err', 'stdout one']);
  // Only who saw the first lines can end the command.
  writeFileSync(go, '');
  expect((await running).stdout).toBe('one\ntwo\n');
});

test('a command reads an empty input, not our keyboard', async () => {
  const { session } = await bench.open();
  expect((await type(session, 'cat; read x; echo "$?"')).stdout).toBe('1\n');
});

test('a character that comes in two pieces stays whole', async () => {
  const { session } = await bench.open();
  const { stdout } = await type(session, "printf '\\303'; sleep 0.1; printf '\\244'");
  expect(stdout).toBe('ä');
});

test('a background child that holds the output does not keep the prompt waiting, and lives on', async () => {
  const { session } = await bench.open();
  const { stdout, ms } = await type(session, 'sleep 90 & echo $!');
  const pid = Number(stdout);
  expect(ms).toBeLessThan(60_000);
  expect(isAlive(pid)).toBe(true);
  process.kill(pid, 'SIGKILL');
});

test('a background child that writes later does not die of it', async () => {
  const { session } = await bench.open();
  const file = path.join(session.paths.work, 'survived');
  const go = path.join(session.paths.work, 'go-on');
  await type(
    session,
    `(until [ -e '${go}' ]; do sleep 0.01; done; echo late; echo late; echo alive > '${file}') &`,
  );
  await type(session, `touch '${go}'`);
  expect(await written(file)).toBe('alive');
});

test('an interrupt ends the whole group, with exit code 130, and the shell remembers', async () => {
  const { session } = await bench.open();
  const file = path.join(session.paths.work, 'pid');
  const abort = new AbortController();
  const running = type(session, `kept=1; sh -c 'echo $$ > ${file}; sleep 60'`, { signal: abort.signal });
  const pid = Number(await written(file));
  abort.abort();
  expect((await running).exitCode).toBe(130);
  await ended(pid);
  expect((await type(session, 'echo $kept')).stdout).toBe('1\n');
});

test('a loop is interrupted, not only its present command', async () => {
  const { session } = await bench.open();
  const file = path.join(session.paths.work, 'loop');
  const abort = new AbortController();
  const running = type(session, `while :; do sleep 0.05; echo x > '${file}'; done`, { signal: abort.signal });
  await written(file);
  abort.abort();
  expect((await running).exitCode).toBe(130);
});

test('who does not heed an interrupt is ended all the same', async () => {
  const { session } = await bench.open();
  const file = path.join(session.paths.work, 'stubborn');
  const abort = new AbortController();
  const line = `trap '' INT TERM; echo $$ > '${file}'; while :; do sleep 0.05; done`;
  const running = type(session, line, { signal: abort.signal });
  const pid = Number(await written(file));
  abort.abort();
  expect((await running).exitCode).toBe(130);
  await ended(pid);
});

test('a command that takes too long ends with 124', async () => {
  const { session } = await bench.open();
  const { exitCode, ms } = await type(session, 'sleep 90', { timeoutMs: 200 });
  expect(exitCode).toBe(124);
  expect(ms).toBeLessThan(60_000);
});

test('lines typed at once run one after the other', async () => {
  const { session } = await bench.open();
  await Promise.all([
    type(session, 'n=1; sleep 0.1'),
    type(session, 'n=$((n+1))'),
    type(session, 'n=$((n*5))'),
  ]);
  expect((await type(session, 'echo $n')).stdout).toBe('10\n');
});

test('a machine without bash is told what to install', () => {
  // Where bash stands in a usual place, it is found without PATH.
  if (existsSync('/bin/bash')) expect(findBash({ PATH: '/nowhere' })).toBe('/bin/bash');
  expect(() => findBash({ PATH: '/nowhere' }, [])).toThrowError(
    expect.objectContaining({ exit: 3, todo: expect.stringContaining('Install') as string }),
  );
});

test('the learner’s own environment comes through, less what would lead elsewhere', async () => {
  const own = workbench({
    EDITOR: 'ed',
    DOCKER_HOST: 'tcp://elsewhere:1',
    DOCKER_CONTEXT: 'other',
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: '/certs',
    BASH_ENV: '/nowhere/rc',
    PROMPT_COMMAND: 'echo never',
  });
  const { session } = await own.open();
  const { stdout } = await type(
    session,
    'echo "$EDITOR|$DOCKER_HOST|$DOCKER_CONFIG|${DOCKER_CONTEXT-}${DOCKER_TLS_VERIFY-}${DOCKER_CERT_PATH-}${BASH_ENV-}${PROMPT_COMMAND-}"',
  );
  expect(stdout).toBe(`ed|${session.engine.host}|${session.paths.docker}|\n`);
});
